package dev.larder.operator.nodes;

import static dev.larder.operator.nodes.JsonFields.array;
import static dev.larder.operator.nodes.JsonFields.object;
import static dev.larder.operator.nodes.JsonFields.strings;
import static dev.larder.operator.nodes.JsonFields.text;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Map;
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
                draft.name, Labels.of(draft.labels, interned::intern), draft.address, draft.ready, draft.leaving());
        return new Decoded<>(draft.name, draft.resourceVersion, node);
    }

    private static final class Draft extends ObjectDraft {
        String address = "";
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
            switch (field) {
                case "conditions" -> array(json, () -> condition(json));
                case "addresses" -> array(json, () -> address(strings(json)));
                default -> json.skipChildren();
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

        private void address(Map<String, String> one) {
            if (address.isEmpty() && "InternalIP".equals(one.get("type"))) {
                address = one.getOrDefault("address", "");
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
