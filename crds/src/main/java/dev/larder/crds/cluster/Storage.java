package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Where a node keeps cached bytes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Storage(
        @Required
        @Size(min = 1, max = 1)
        @ValidationRule(
                value = "self.map(d, d.path) == oldSelf.map(d, d.path)",
                message =
                        "a disk's path cannot be changed, because what was cached there would stay behind: create another"
                                + " CacheCluster with the new path, move the Datasets there, then delete this one")
        @JsonPropertyDescription(
                "The disk of each node. Exactly one for now; stripe several NVMe disks into one file system.")
        List<Disk> disks) {

    public Storage {
        disks = disks == null ? List.of() : List.copyOf(disks);
    }
}
