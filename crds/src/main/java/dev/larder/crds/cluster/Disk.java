package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.larder.crds.size.DataSize;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A directory on the node, and how much of it the cache may fill. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Disk(
        @Required
        @Size(min = 2, max = 512)
        @ValidationRule(
                value = "self.matches('^(/[A-Za-z0-9_.-]+)+$') && !self.matches('(^|/)[.][.]?(/|$)')",
                message = "a disk's path is an absolute directory of the node without '.', '..' or a trailing '/', for"
                        + " example /mnt/nvme0/larder")
        @JsonPropertyDescription(
                "Directory on the node's NVMe, made if it is absent. Two CacheClusters must not share one. Cannot be changed later.")
        String path,

        @Required
        @Size(max = 32)
        @ValidationRule(
                value = DataSize.FROM_1MI,
                message = "a disk's capacity is a size from 1Mi to 1Pi, for example 3Ti")
        @JsonPropertyDescription(
                "Most bytes that the cache keeps there, for example 3Ti. Leave a tenth of the disk free.")
        String capacity) {

    /** The parsed {@link #capacity}. */
    public DataSize capacitySize() {
        return DataSize.parse(capacity);
    }
}
