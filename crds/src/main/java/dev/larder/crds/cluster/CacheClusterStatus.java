package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator says of a CacheCluster. Bounded: nothing here grows with the number of nodes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CacheClusterStatus(
        @JsonPropertyDescription("metadata.generation of the spec that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Ready, Progressing and Degraded.")
        List<Condition> conditions,

        @JsonPropertyDescription("Counts of nodes.") @Nullable
        NodeCounts nodes,

        @Size(max = CacheClusterStatus.MAX_GROUPS)
        @JsonPropertyDescription("One entry for each group, a pool in a zone; at most 100, the least ready first.")
        List<GroupStatus> groups,

        @JsonPropertyDescription("Groups that exist beyond those listed.") @Nullable
        Integer moreGroups,

        @JsonPropertyDescription("Bytes that all nodes together may cache.") @Nullable
        Long capacityBytes,

        @JsonPropertyDescription("Bytes that all nodes together have cached.") @Nullable
        Long usedBytes,

        @JsonPropertyDescription("The cluster map that nodes were last sent.") @Nullable
        MapStatus map,

        @JsonPropertyDescription("Datasets that use this CacheCluster.") @Nullable
        Integer datasets,

        @JsonPropertyDescription("The same figures in words, for the columns of kubectl get.") @Nullable
        Summary summary) {

    public static final int MAX_GROUPS = 100;

    public CacheClusterStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        groups = groups == null ? List.of() : List.copyOf(groups);
    }

    /** How many nodes there should be, and are. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NodeCounts(
            @JsonPropertyDescription("Nodes that the selector selects.")
            int desired,

            @JsonPropertyDescription("Nodes whose cache pod is ready.")
            int ready,

            @JsonPropertyDescription("Nodes in the cluster map.")
            int members) {}

    /** A pool in a zone: the unit of rollout. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record GroupStatus(
            @JsonPropertyDescription("Name of the group, and of its DaemonSet.")
            String name,

            @JsonPropertyDescription("Zone of its nodes; empty if they have none.")
            String zone,

            @JsonPropertyDescription("Pool of its nodes; empty if they have none.")
            String pool,

            @JsonPropertyDescription("Nodes of the group.") int desired,

            @JsonPropertyDescription("Nodes whose cache pod is ready.")
            int ready,

            @JsonPropertyDescription("Nodes whose cache pod is of the current revision.")
            int updated) {}

    /** Version and epoch of the cluster map. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record MapStatus(
            @JsonPropertyDescription("Rises with each change of the map.")
            long version,

            @JsonPropertyDescription("Rises only when ownership of data may have changed.")
            long epoch) {}

    /** For people. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Summary(
            @JsonPropertyDescription("Ready of desired nodes, such as 5/6.")
            String nodes,

            @JsonPropertyDescription("usedBytes with a unit.")
            String used,

            @JsonPropertyDescription("capacityBytes with a unit.")
            String capacity,

            @JsonPropertyDescription("Reason of the condition that most deserves attention.")
            String reason) {}
}
