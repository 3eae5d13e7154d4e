package dev.larder.operator.fleet;

import dev.larder.operator.nodes.Labels;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.ArrayList;
import java.util.List;

/** Which of several label keys, the first present one counting, says where a node is; and what it says. */
public sealed interface LabelChoice {

    /** {@code skipped} are the keys before {@code key}, which the node lacks. */
    record Value(List<String> skipped, String key, String value) implements LabelChoice {}

    /** The node has none of the keys. */
    record Missing(List<String> keys) implements LabelChoice {}

    static LabelChoice of(List<String> keys, Labels labels) {
        for (int i = 0; i < keys.size(); i++) {
            String value = labels.get(keys.get(i));
            if (value != null) {
                return new Value(List.copyOf(keys.subList(0, i)), keys.get(i), value);
            }
        }
        return new Missing(List.copyOf(keys));
    }

    default String display() {
        return switch (this) {
            case Value value -> value.value();
            case Missing missing -> "none";
        };
    }

    default List<NodeSelectorRequirement> requirements() {
        List<NodeSelectorRequirement> requirements = new ArrayList<>();
        switch (this) {
            case Value value -> {
                value.skipped().forEach(key -> requirements.add(absent(key)));
                requirements.add(new NodeSelectorRequirement(value.key(), "In", List.of(value.value())));
            }
            case Missing missing -> missing.keys().forEach(key -> requirements.add(absent(key)));
        }
        return requirements;
    }

    private static NodeSelectorRequirement absent(String key) {
        return new NodeSelectorRequirement(key, "DoesNotExist", List.of());
    }
}
