package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** One level: nodes with the same value of a label share a domain. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopologyLevel(
        @Required
        @Size(min = 1, max = 32)
        @ValidationRule(
                value = "self.matches('^[A-Z][A-Za-z0-9]*$')",
                message =
                        "the name of a topology level begins with a capital letter, followed by letters and digits, for"
                                + " example Zone")
        @JsonPropertyDescription("Name of the level, for example Zone.")
        String name,

        @Required
        @Size(min = 1, max = 8)
        @ValidationRule(
                value = "self.all(k, k.size() >= 1 && k.size() <= 316)",
                message = "a node label's key has 1 to 316 characters, for example topology.kubernetes.io/zone")
        @JsonPropertyDescription(
                "Keys of node labels; the first that a node has gives its domain. Nodes with none share one"
                        + " unknown domain.")
        List<String> labels) {

    public TopologyLevel {
        labels = labels == null ? List.of() : List.copyOf(labels);
    }
}
