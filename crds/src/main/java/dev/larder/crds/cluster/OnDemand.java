package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What is kept of blobs that no Dataset lists. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OnDemand(
        @Default(OnDemand.DEFAULT_SCOPE)
        @Size(min = 1, max = 32)
        @ValidationRule(
                value = "self.matches('^[A-Z][A-Za-z0-9]*$')",
                message = "a scope is Cluster, Cell, Node or the name of a level of the topology, for example Zone")
        @JsonPropertyDescription(
                "Each domain of this level reads a blob from its storage account once: Cluster, a level of the topology"
                        + " (Zone, Pool and Rack by default), Cell or Node.")
        String scope,

        @Size(max = 64)
        @Default("[]")
        @JsonPropertyDescription(
                "The first rule that covers a container counts. What no rule covers is not kept: the storage account"
                        + " answers every read.")
        List<OnDemandRule> rules) {

    public static final String DEFAULT_SCOPE = "Zone";
    public static final OnDemand DEFAULT = new OnDemand(DEFAULT_SCOPE, List.of());

    public OnDemand {
        scope = scope == null ? DEFAULT_SCOPE : scope;
        rules = rules == null ? List.of() : List.copyOf(rules);
    }
}
