package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How many copies there are, and how far apart. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.scope != 'Node' || self.replicas == 1",
        message = "scope Node already keeps a copy on every node: leave replicas at 1")
public record Placement(
        @Default(Placement.DEFAULT_SCOPE)
        @Size(min = 1, max = 32)
        @ValidationRule(
                value = "self.matches('^[A-Z][A-Za-z0-9]*$')",
                message =
                        "a scope is Cluster, Cell, Node or the name of a level of the CacheCluster's topology, for example"
                                + " Zone")
        @JsonPropertyDescription(
                "Each domain of this level keeps its own copies: Cluster, a level of the CacheCluster's topology"
                        + " (Zone, Pool and Rack by default), Cell or Node.")
        String scope,

        @Default("" + Placement.DEFAULT_REPLICAS)
        @Min(1)
        @Max(16)
        @JsonPropertyDescription("Copies in each domain of the scope, on different nodes.")
        Integer replicas) {

    public static final String DEFAULT_SCOPE = "Zone";
    public static final int DEFAULT_REPLICAS = 1;
    public static final Placement DEFAULT = new Placement(DEFAULT_SCOPE, DEFAULT_REPLICAS);

    public Placement {
        scope = scope == null ? DEFAULT_SCOPE : scope;
        replicas = replicas == null ? DEFAULT_REPLICAS : replicas;
    }
}
