package dev.larder.local.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.dataset.Dataset;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class WarmLineTest {
    @Test
    void saysHowFarHowFastAndHowLong() {
        assertThat(WarmLine.of(state("""
                {"observedGeneration": 1, "warmPercent": 57, "warmedBytes": 153092096, "requiredBytes": 268435456,
                 "bytesPerSecond": 84934656, "etaSeconds": 2,
                 "conditions": [{"type": "Warm", "status": "False", "reason": "Warming", "message": "m"}]}"""))).isEqualTo("Warm 57 %  146/256 MiB  81 MiB/s  ETA 2 s");
    }

    @Test
    void aWarmDatasetHasNeitherRateNorEta() {
        var state = state("""
                {"observedGeneration": 1, "warmPercent": 100, "warmedBytes": 805306368, "requiredBytes": 805306368,
                 "bytesPerSecond": 84934656, "etaSeconds": 0,
                 "conditions": [{"type": "Warm", "status": "True", "reason": "AllHeld", "message": "m"}]}""");

        assertThat(WarmLine.of(state)).isEqualTo("Warm 100 %  768/768 MiB");
        assertThat(state.warm()).isTrue();
    }

    @Test
    void warmAboutAnEarlierSpecIsNotWarm() {
        assertThat(state("""
                {"observedGeneration": 0, "conditions": [{"type": "Warm", "status": "True", "reason": "AllHeld"}]}""").warm()).isFalse();
    }

    @Test
    void saysWhyThereIsNothingToMeasure() {
        assertThat(WarmLine.of(state("""
                {"observedGeneration": 1, "conditions": [
                  {"type": "Resolved", "status": "False", "reason": "ContainerNotFound", "message": "no such container"},
                  {"type": "Warm", "status": "False", "reason": "NotResolved", "message": "m"}]}"""))).isEqualTo("Warm -  ContainerNotFound: no such container");
        assertThat(WarmLine.of(state("null"))).isEqualTo("Warm -  no status yet");
    }

    @Test
    void sizesHaveAUnitThatFits() {
        assertThat(WarmLine.size(0)).isEqualTo("0 B");
        assertThat(WarmLine.size(10_239)).isEqualTo("10239 B");
        assertThat(WarmLine.size(10_240)).isEqualTo("10 KiB");
        assertThat(WarmLine.size(5L << 40)).isEqualTo("5120 GiB");
    }

    private static DatasetState state(String status) {
        return DatasetState.of(Serialization.unmarshal("""
                {"apiVersion": "larder.dev/v1alpha1", "kind": "Dataset",
                 "metadata": {"name": "sample", "namespace": "default", "generation": 1}, "status": %s}""".formatted(status), Dataset.class));
    }
}
