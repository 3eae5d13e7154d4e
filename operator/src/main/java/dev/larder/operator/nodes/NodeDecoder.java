package dev.larder.operator.nodes;

import static dev.larder.operator.nodes.JsonFields.array;
import static dev.larder.operator.nodes.JsonFields.object;
import static dev.larder.operator.nodes.JsonFields.strings;
import static dev.larder.operator.nodes.JsonFields.text;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
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
        object(json, name -> {
            switch (name) {
                case "metadata" -> metadata(json, draft);
                case "spec" -> spec(json, draft);
                case "status" -> status(json, draft);
                default -> json.skipChildren();
            }
        });
        NodeRecord node = new NodeRecord(
                draft.name, Labels.of(draft.labels, interned::intern), draft.address, draft.ready, draft.leaving());
        return new Decoded<>(draft.name, draft.resourceVersion, node);
    }

    private static void metadata(JsonParser json, Draft draft) throws IOException {
        object(json, name -> {
            switch (name) {
                case "name" -> draft.name = text(json);
                case "resourceVersion" -> draft.resourceVersion = text(json);
                case "labels" -> draft.labels = strings(json);
                default -> json.skipChildren();
            }
        });
    }

    private static void spec(JsonParser json, Draft draft) throws IOException {
        object(json, name -> {
            switch (name) {
                case "unschedulable" -> draft.cordoned = json.getBooleanValue();
                case "taints" ->
                    array(json, () -> {
                        if (EVICTION_TAINT.equals(strings(json).get("key"))) {
                            draft.tainted = true;
                        }
                    });
                default -> json.skipChildren();
            }
        });
    }

    private static void status(JsonParser json, Draft draft) throws IOException {
        object(json, name -> {
            switch (name) {
                case "conditions" ->
                    array(json, () -> {
                        Map<String, String> condition = strings(json);
                        boolean isTrue = "True".equals(condition.get("status"));
                        switch (condition.getOrDefault("type", "")) {
                            case "Ready" -> draft.ready = isTrue;
                            case EVICTION_CONDITION -> draft.notice = isTrue;
                            default -> {}
                        }
                    });
                case "addresses" ->
                    array(json, () -> {
                        Map<String, String> address = strings(json);
                        if (draft.address.isEmpty() && "InternalIP".equals(address.get("type"))) {
                            draft.address = address.getOrDefault("address", "");
                        }
                    });
                default -> json.skipChildren();
            }
        });
    }

    private static final class Draft {
        String name = "";
        String resourceVersion = "";
        Map<String, String> labels = new HashMap<>();
        String address = "";
        boolean ready;
        boolean cordoned;
        boolean tainted;
        boolean notice;

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
