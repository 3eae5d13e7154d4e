package dev.larder.operator.nodes;

import static dev.larder.operator.nodes.JsonFields.array;
import static dev.larder.operator.nodes.JsonFields.object;
import static dev.larder.operator.nodes.JsonFields.strings;
import static dev.larder.operator.nodes.JsonFields.text;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes a Node. One per list-and-watch; not thread-safe beyond its interned strings. */
final class NodeDecoder implements Decoder<NodeRecord> {
    private static final String EVICTION_TAINT = "remediator.kubernetes.azure.com/unschedulable";
    private static final String EVICTION_CONDITION = "VMEventScheduled";

    private final Interned interned = new Interned();

    @Override
    public Decoded<NodeRecord> decode(JsonParser json) throws IOException {
        Draft draft = new Draft();
        draft.read(json);
        NodeRecord node = new NodeRecord(
                draft.name,
                // Its host name is its name most of the time, and nobody else's.
                Labels.of(
                        draft.labels,
                        value -> value.equals(draft.name) ? draft.name : interned.intern(value),
                        interned::intern),
                draft.ready,
                draft.leaving());
        return new Decoded<>(draft.name, draft.resourceVersion, node);
    }

    @Override
    public NodeRecord sharing(NodeRecord changed, NodeRecord before) {
        return new NodeRecord(
                before.name(),
                changed.labels().equals(before.labels()) ? before.labels() : changed.labels(),
                changed.ready(),
                changed.leaving());
    }

    private static final class Draft extends ObjectDraft {
        boolean ready;
        private boolean cordoned;
        private boolean tainted;
        private boolean notice;

        @Override
        void spec(String field, JsonParser json) throws IOException {
            switch (field) {
                case "unschedulable" -> cordoned = json.getBooleanValue();
                case "taints" ->
                    array(
                            json,
                            () -> tainted |= EVICTION_TAINT.equals(strings(json).get("key")));
                default -> json.skipChildren();
            }
        }

        @Override
        void status(String field, JsonParser json) throws IOException {
            if (field.equals("conditions")) {
                array(json, () -> condition(json));
            } else {
                json.skipChildren();
            }
        }

        /** A node has a dozen, with times and messages that make no strings here. */
        private void condition(JsonParser json) throws IOException {
            String[] typeAndStatus = {"", ""};
            object(json, field -> {
                switch (field) {
                    case "type" -> typeAndStatus[0] = text(json);
                    case "status" -> typeAndStatus[1] = text(json);
                    default -> json.skipChildren();
                }
            });
            boolean isTrue = typeAndStatus[1].equals("True");
            switch (typeAndStatus[0]) {
                case "Ready" -> ready = isTrue;
                case EVICTION_CONDITION -> notice = isTrue;
                default -> {}
            }
        }

        @Nullable
        String leaving() {
            if (tainted) {
                return "taint " + EVICTION_TAINT;
            }
            if (notice) {
                return "condition " + EVICTION_CONDITION;
            }
            return cordoned ? "cordoned" : null;
        }
    }
}
