package dev.larder.operator.nodes;

import static dev.larder.operator.nodes.JsonFields.array;
import static dev.larder.operator.nodes.JsonFields.object;
import static dev.larder.operator.nodes.JsonFields.strings;
import static dev.larder.operator.nodes.JsonFields.text;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes one of our pods; its labels say what it belongs to. */
final class PodDecoder implements Decoder<PodRecord> {
    private final Interned interned = new Interned();

    @Override
    public Decoded<PodRecord> decode(JsonParser json) throws IOException {
        Draft draft = new Draft();
        object(json, name -> {
            switch (name) {
                case "metadata" -> metadata(json, draft);
                case "spec" -> spec(json, draft);
                case "status" -> status(json, draft);
                default -> json.skipChildren();
            }
        });
        PodRecord pod = new PodRecord(
                interned.intern(draft.namespace),
                draft.name,
                interned.intern(draft.labels.getOrDefault(OwnLabels.CLUSTER, "")),
                interned.intern(draft.labels.getOrDefault(OwnLabels.GROUP, "")),
                interned.intern(draft.labels.getOrDefault(OwnLabels.TEMPLATE, "")),
                draft.node,
                draft.ip,
                draft.ready,
                draft.terminating,
                draft.created,
                draft.trouble);
        return new Decoded<>(draft.namespace + "/" + draft.name, draft.resourceVersion, pod);
    }

    private static void metadata(JsonParser json, Draft draft) throws IOException {
        object(json, name -> {
            switch (name) {
                case "name" -> draft.name = text(json);
                case "namespace" -> draft.namespace = text(json);
                case "resourceVersion" -> draft.resourceVersion = text(json);
                case "labels" -> draft.labels = strings(json);
                case "deletionTimestamp" -> draft.terminating = !text(json).isEmpty();
                case "creationTimestamp" -> draft.created = instant(text(json));
                default -> json.skipChildren();
            }
        });
    }

    private static void spec(JsonParser json, Draft draft) throws IOException {
        object(json, name -> {
            if (name.equals("nodeName")) {
                draft.node = text(json);
            } else {
                json.skipChildren();
            }
        });
    }

    private static void status(JsonParser json, Draft draft) throws IOException {
        object(json, name -> {
            switch (name) {
                case "podIP" -> draft.ip = text(json);
                case "conditions" ->
                    array(json, () -> {
                        Map<String, String> condition = strings(json);
                        if ("Ready".equals(condition.get("type"))) {
                            draft.ready = "True".equals(condition.get("status"));
                        }
                    });
                case "containerStatuses", "initContainerStatuses" -> array(json, () -> container(json, draft));
                default -> json.skipChildren();
            }
        });
    }

    private static void container(JsonParser json, Draft draft) throws IOException {
        object(json, name -> {
            if (!name.equals("state")) {
                json.skipChildren();
                return;
            }
            object(json, state -> {
                Map<String, String> detail = strings(json);
                String reason = detail.getOrDefault("reason", "");
                boolean starting =
                        reason.isEmpty() || reason.equals("PodInitializing") || reason.equals("ContainerCreating");
                if (state.equals("waiting") && !starting) {
                    draft.trouble = reason;
                }
            });
        });
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static final class Draft {
        String namespace = "";
        String name = "";
        String resourceVersion = "";
        Map<String, String> labels = new HashMap<>();
        String node = "";
        String ip = "";
        boolean ready;
        boolean terminating;
        Instant created = Instant.EPOCH;

        @Nullable
        String trouble;
    }
}
