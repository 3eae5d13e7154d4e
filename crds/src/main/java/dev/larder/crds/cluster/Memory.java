package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.larder.crds.size.DataSize;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How much of a node's memory the cache may fill. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Memory(
        @Required
        @Size(max = 32)
        @ValidationRule(
                value = DataSize.FROM_1MI,
                message = "the memory's capacity is a size from 1Mi to 1Pi, for example 64Gi")
        @JsonPropertyDescription(
                "Most bytes that the cache keeps there, for example 64Gi. The pod requests that much memory, and a little more,"
                        + " on top of spec.runtime.resources.")
        String capacity) {

    /** The parsed {@link #capacity}. */
    public DataSize capacitySize() {
        return DataSize.parse(capacity);
    }
}
