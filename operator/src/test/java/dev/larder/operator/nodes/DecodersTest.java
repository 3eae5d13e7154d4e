package dev.larder.operator.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodersTest {
    @Test
    void aPodIsWhatItsLabelsAndStatusSay() throws IOException {
        Decoder.Decoded<PodRecord> pod = decode(new PodDecoder(name -> null), """
                {"kind": "Pod",
                 "metadata": {"name": "gpu-x", "namespace": "larder", "resourceVersion": "17", "generateName": "gpu-",
                   "creationTimestamp": "2026-01-01T00:00:00Z", "deletionTimestamp": "2026-01-01T01:00:00Z",
                   "labels": {"larder.dev/cache-cluster": "gpu", "larder.dev/group": "gpu.1"},
                   "ownerReferences": [{"name": "gpu-gpu-1"}]},
                 "spec": {"containers": [{"name": "cache", "ports": [
                     {"name": "blob", "containerPort": 8700, "hostPort": 8700}, {"name": "peer", "containerPort": 8711}]}],
                   "nodeName": "node-1"},
                 "status": {"podIP": "10.0.0.1", "conditions": [
                     {"type": "Initialized", "status": "False"}, {"type": "Ready", "status": "True"}],
                   "initContainerStatuses": [{"state": {"waiting": {"reason": "PodInitializing"}}}],
                   "containerStatuses": [{"name": "cache", "state": {"waiting": {"reason": "ErrImagePull"}}}]}}
                """);

        assertThat(pod.key()).isEqualTo(new PodDecoder.Key("larder", "gpu-x"));
        assertThat(pod.resourceVersion()).isEqualTo("17");
        assertThat(pod.value())
                .isEqualTo(new PodRecord(
                        "larder",
                        "gpu-x",
                        "gpu",
                        "gpu.1",
                        "",
                        "node-1",
                        "10.0.0.1",
                        8711,
                        true,
                        true,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        "ErrImagePull"));
    }

    @Test
    void aNodeIsReady() throws IOException {
        NodeRecord node = decode(new NodeDecoder(), """
                        {"metadata": {"name": "node-1", "resourceVersion": "3"},
                         "status": {"addresses": [{"type": "Hostname", "address": "node-1"}],
                           "conditions": [{"type": "Ready", "status": "True"}], "images": [{"names": ["a"]}]}}
                        """).value();

        assertThat(node.name()).isEqualTo("node-1");
        assertThat(node.ready()).isTrue();
        assertThat(node.leaving()).isNull();
    }

    /** Of 100,000 names each string less is 7 MB. */
    @Test
    void aNodesNameIsOneString() throws IOException {
        NodeRecord node = decode(new NodeDecoder(), """
                        {"metadata": {"name": "node-1", "labels": {"kubernetes.io/hostname": "node-1", "zone": "1"}}}
                        """).value();
        PodRecord pod = decode(new PodDecoder(name -> name.equals("node-1") ? node : null), """
                        {"metadata": {"namespace": "larder", "name": "gpu-abc"}, "spec": {"nodeName": "node-1"}}
                        """)
                .value();

        assertThat(node.labels().get("kubernetes.io/hostname")).isSameAs(node.name());
        assertThat(pod.node()).isSameAs(node.name());
    }

    @Test
    void aChangedPodKeepsItsStrings() throws IOException {
        PodDecoder decoder = new PodDecoder(name -> null);
        PodRecord before = pod(decoder, "10.0.0.7", "{\"type\": \"Ready\", \"status\": \"False\"}");
        PodRecord ready = pod(decoder, "10.0.0.7", "{\"type\": \"Ready\", \"status\": \"True\"}");
        PodRecord kept = decoder.sharing(ready, before);
        assertThat(kept).isEqualTo(ready);
        assertThat(kept.name()).isSameAs(before.name());
        assertThat(kept.ip()).isSameAs(before.ip());
        assertThat(decoder.sharing(pod(decoder, "10.0.0.8", ""), before).ip()).isEqualTo("10.0.0.8");
    }

    private static PodRecord pod(PodDecoder decoder, String ip, String condition) throws IOException {
        return decode(
                        decoder,
                        "{\"metadata\": {\"namespace\": \"larder\", \"name\": \"gpu-abc\"}, \"status\": {\"podIP\": \""
                                + ip + "\", \"conditions\": [" + condition + "]}}")
                .value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"unschedulable\": true};[];cordoned",
                "{};[{\"type\": \"VMEventScheduled\", \"status\": \"True\"}];condition VMEventScheduled",
                "{\"taints\": [{\"key\": \"remediator.kubernetes.azure.com/unschedulable\"}, {\"key\": \"a\"}]};[];"
                        + "taint remediator.kubernetes.azure.com/unschedulable"
            })
    void aNodeThatIsToBeEmptiedSaysWhy(String spec, String conditions, String why) throws IOException {
        NodeRecord node = decode(
                        new NodeDecoder(),
                        "{\"metadata\": {\"name\": \"n\"}, \"spec\": " + spec + ", \"status\": {\"conditions\": "
                                + conditions + "}}")
                .value();

        assertThat(node.leaving()).isEqualTo(why);
    }

    private static <T> Decoder.Decoded<T> decode(Decoder<T> decoder, String text) throws IOException {
        try (var json = new JsonFactory().createParser(text)) {
            json.nextToken();
            Decoder.Decoded<T> decoded = decoder.decode(json);
            assertThat(json.currentToken()).as("left at the object's end").isEqualTo(JsonToken.END_OBJECT);
            assertThat(json.nextToken()).isNull();
            return decoded;
        }
    }
}
