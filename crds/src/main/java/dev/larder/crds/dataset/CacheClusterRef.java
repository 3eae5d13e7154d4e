package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A CacheCluster by name. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CacheClusterRef(
        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the CacheCluster.")
        String name,

        @Size(min = 1, max = 63) @JsonPropertyDescription("Its namespace. Defaults to the Dataset's own.") @Nullable
        String namespace) {

    /** The namespace to look in for a Dataset of {@code datasetNamespace}. */
    public String namespaceFor(String datasetNamespace) {
        return namespace == null ? datasetNamespace : namespace;
    }
}
