package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** The levels between the cluster and its nodes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Topology(
        @Default(Topology.DEFAULT_LEVELS)
        @Size(min = 1, max = 8)
        @ValidationRule(
                value = "self.all(l, !(l.name in ['Cluster', 'Cell', 'Node']))",
                message = "Cluster, Cell and Node are levels of every topology: give spec.topology.levels other names")
        @JsonPropertyDescription(
                "Levels from wide to narrow. A Dataset's scope is one of their names, or Cluster, Cell or Node.")
        List<TopologyLevel> levels,

        @Default("" + Topology.DEFAULT_MAX_CELL_SIZE)
        @Min(2)
        @Max(4096)
        @JsonPropertyDescription("Most nodes in one cell. Cells divide the narrowest level when it is large.")
        Integer maxCellSize) {

    public static final int DEFAULT_MAX_CELL_SIZE = 256;

    static final String DEFAULT_LEVELS = "[{\"name\":\"Zone\",\"labels\":[\"topology.kubernetes.io/zone\"]},"
            + "{\"name\":\"Pool\",\"labels\":[\"kubernetes.azure.com/agentpool\",\"agentpool\",\"karpenter.sh/nodepool\"]},"
            + "{\"name\":\"Rack\",\"labels\":[\"nvidia.com/gpu.clique\",\"ib/torset\"]}]";

    /** Zones, pools and racks as AKS labels them. */
    public static final Topology DEFAULT = new Topology(
            List.of(
                    new TopologyLevel("Zone", List.of("topology.kubernetes.io/zone")),
                    new TopologyLevel(
                            "Pool", List.of("kubernetes.azure.com/agentpool", "agentpool", "karpenter.sh/nodepool")),
                    new TopologyLevel("Rack", List.of("nvidia.com/gpu.clique", "ib/torset"))),
            DEFAULT_MAX_CELL_SIZE);

    public Topology {
        levels = levels == null ? DEFAULT.levels() : List.copyOf(levels);
        maxCellSize = maxCellSize == null ? DEFAULT_MAX_CELL_SIZE : maxCellSize;
    }
}
