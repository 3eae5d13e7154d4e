package dev.larder.operator.fleet;

import dev.larder.operator.nodes.Labels;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A label selector, as the API server reads it. */
public final class NodeSelectors {
    private NodeSelectors() {}

    /** @param requirements all of which must be met */
    public static boolean matches(List<NodeSelectorRequirement> requirements, Labels labels) {
        for (NodeSelectorRequirement r : requirements) {
            if (!matches(r, labels.get(r.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** The same selector as requirements of a node affinity, in a stable order. */
    public static List<NodeSelectorRequirement> requirements(LabelSelector selector) {
        List<NodeSelectorRequirement> requirements = new ArrayList<>();
        if (selector.getMatchLabels() != null) {
            new TreeMap<>(selector.getMatchLabels())
                    .forEach((key, value) -> requirements.add(new NodeSelectorRequirement(key, "In", List.of(value))));
        }
        if (selector.getMatchExpressions() != null) {
            for (LabelSelectorRequirement r : selector.getMatchExpressions()) {
                List<String> values = r.getValues() == null ? List.of() : r.getValues();
                requirements.add(new NodeSelectorRequirement(r.getKey(), r.getOperator(), values));
            }
        }
        return requirements;
    }

    private static boolean matches(NodeSelectorRequirement requirement, @Nullable String value) {
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false; // the API server admits no other operator
        };
    }
}
