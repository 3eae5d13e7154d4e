package dev.larder.operator.nodes;

import static dev.larder.operator.nodes.JsonFields.array;
import static dev.larder.operator.nodes.JsonFields.object;
import static dev.larder.operator.nodes.JsonFields.strings;
import static dev.larder.operator.nodes.JsonFields.text;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decodes one of our pods; its labels say what it belongs to. Of a node's name there is one string for both. */
final class PodDecoder implements Decoder<PodRecord> {
    private final Interned interned = new Interned();
    private final Function<String, @Nullable NodeRecord> nodes;

    /** @param nodes that are known, by name */
    PodDecoder(Function<String, @Nullable NodeRecord> nodes) {
        this.nodes = nodes;
    }

    @Override
    public Decoded<PodRecord> decode(JsonParser json) throws IOException {
        Draft draft = new Draft();
        draft.read(json);
        NodeRecord node = nodes.apply(draft.node);
        PodRecord pod = new PodRecord(
                interned.intern(draft.namespace),
                draft.name,
                interned.intern(draft.labels.getOrDefault(OwnLabels.CLUSTER, "")),
                interned.intern(draft.labels.getOrDefault(OwnLabels.GROUP, "")),
                interned.intern(draft.labels.getOrDefault(OwnLabels.TEMPLATE, "")),
                node == null ? draft.node : node.name(),
                draft.ip,
                draft.peerPort,
                draft.ready,
                draft.terminating,
                draft.created,
                draft.trouble);
        return new Decoded<>(new Key(pod.namespace(), pod.name()), draft.resourceVersion, pod);
    }

    @Override
    public PodRecord sharing(PodRecord changed, PodRecord before) {
        return new PodRecord(
                changed.namespace(),
                before.name(),
                changed.cluster(),
                changed.group(),
                changed.template(),
                changed.node(),
                changed.ip().equals(before.ip()) ? before.ip() : changed.ip(),
                changed.peerPort(),
                changed.ready(),
                changed.terminating(),
                changed.created().equals(before.created()) ? before.created() : changed.created(),
                changed.trouble());
    }

    /** Of the record's own strings: a string of both would be kept for each pod beside them. */
    record Key(String namespace, String name) {}

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static final class Draft extends ObjectDraft {
        String node = "";
        String ip = "";
        int peerPort;
        boolean ready;
        boolean terminating;
        Instant created = Instant.EPOCH;

        @Nullable
        String trouble;

        @Override
        void metadata(String field, JsonParser json) throws IOException {
            switch (field) {
                case "deletionTimestamp" -> terminating = !text(json).isEmpty();
                case "creationTimestamp" -> created = instant(text(json));
                default -> super.metadata(field, json);
            }
        }

        @Override
        void spec(String field, JsonParser json) throws IOException {
            switch (field) {
                case "nodeName" -> node = text(json);
                case "containers" -> array(json, () -> ports(json));
                default -> json.skipChildren();
            }
        }

        private void ports(JsonParser json) throws IOException {
            object(json, field -> {
                if (field.equals("ports")) {
                    array(json, () -> port(strings(json)));
                } else {
                    json.skipChildren();
                }
            });
        }

        private void port(Map<String, String> port) {
            if (PodRecord.PEER.equals(port.get("name"))) {
                peerPort = Integer.parseInt(port.getOrDefault("containerPort", "0"));
            }
        }

        @Override
        void status(String field, JsonParser json) throws IOException {
            switch (field) {
                case "podIP" -> ip = text(json);
                case "conditions" -> array(json, () -> condition(strings(json)));
                case "containerStatuses", "initContainerStatuses" -> array(json, () -> container(json));
                default -> json.skipChildren();
            }
        }

        private void condition(Map<String, String> condition) {
            if ("Ready".equals(condition.get("type"))) {
                ready = "True".equals(condition.get("status"));
            }
        }

        private void container(JsonParser json) throws IOException {
            object(json, field -> {
                if (field.equals("state")) {
                    object(json, state -> state(state, strings(json)));
                } else {
                    json.skipChildren();
                }
            });
        }

        private void state(String state, Map<String, String> detail) {
            String reason = detail.getOrDefault("reason", "");
            boolean starting =
                    reason.isEmpty() || reason.equals("PodInitializing") || reason.equals("ContainerCreating");
            if (state.equals("waiting") && !starting) {
                trouble = reason;
            }
        }
    }
}
