package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;

/** Which Kubernetes nodes run a cache pod. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeSelection(
        @Required
        @JsonPropertyDescription(
                "Labels of the nodes, as in a Deployment's selector. An empty selector selects every node.")
        LabelSelector selector,

        @Size(max = 32)
        @JsonPropertyDescription("Taints that the cache pods tolerate, for example those of a GPU or spot pool.")
        List<Toleration> tolerations) {

    public NodeSelection {
        tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    }
}
