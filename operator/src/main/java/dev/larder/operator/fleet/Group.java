package dev.larder.operator.fleet;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.List;

/** A pool in a zone: one DaemonSet. Ordered by name, so that what is made from groups is stable. */
public record Group(LabelChoice pool, LabelChoice zone) implements Comparable<Group> {

    /** For people and labels: {@code <pool>.<zone>}, {@code none} where a label is missing. */
    public String name() {
        return Names.labelValue(pool.display() + "." + zone.display());
    }

    /** What a node must have to be in this group and in no other. */
    List<NodeSelectorRequirement> requirements() {
        return java.util.stream.Stream.concat(pool.requirements().stream(), zone.requirements().stream())
                .toList();
    }

    @Override
    public int compareTo(Group other) {
        return name().compareTo(other.name());
    }
}
