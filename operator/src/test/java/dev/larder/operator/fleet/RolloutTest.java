package dev.larder.operator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.operator.nodes.PodRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final Map<String, String> NEWEST = Map.of("gpu.1", "new");

    @Test
    void nothingToDoWhenAllAreUpToDate() {
        assertThat(decide(true, pod("a", "new", true), pod("b", "new", false))).isInstanceOf(Roll.Nothing.class);
    }

    @Test
    void replacesOneOutdatedPod() {
        Roll roll = decide(true, pod("b", "old", true), pod("a", "old", true));
        assertThat(roll).isEqualTo(new Roll.Replace("a", "2 of 2 pods are outdated"));
    }

    @Test
    void waitsWhileCopiesAreMade() {
        assertThat(decide(false, pod("a", "old", true), pod("b", "new", true))).isInstanceOf(Roll.Hold.class);
    }

    @Test
    void stopsAtTheFirstNewPodThatFails() {
        Roll roll =
                decide(true, pod("a", "new", false, "CrashLoopBackOff"), pod("b", "old", true), pod("c", "old", true));
        assertThat(roll).isInstanceOf(Roll.Hold.class);
        assertThat(roll.why()).contains("a on node-a (CrashLoopBackOff)").contains("2 of 3");
    }

    @Test
    void aBrokenOldPodIsReplacedFirstThoughNotAllServe() {
        Roll roll = decide(false, pod("a", "old", true), pod("b", "old", false, "CrashLoopBackOff"));
        assertThat(roll).isInstanceOf(Roll.Replace.class);
        assertThat(((Roll.Replace) roll).pod()).isEqualTo("b");
    }

    @Test
    void podsOfAnUnknownGroupAreLeftAlone() {
        PodRecord stray =
                new PodRecord("ns", "x", "gpu", "other.1", "old", "n", "10.0.0.1", true, false, Instant.EPOCH, null);
        assertThat(Rollout.decide(List.of(stray), NEWEST, true, NOW)).isInstanceOf(Roll.Nothing.class);
    }

    private static Roll decide(boolean settled, PodRecord... pods) {
        return Rollout.decide(List.of(pods), NEWEST, settled, NOW);
    }

    private static PodRecord pod(String name, String template, boolean ready) {
        return pod(name, template, ready, null);
    }

    private static PodRecord pod(String name, String template, boolean ready, @Nullable String trouble) {
        return new PodRecord(
                "ns",
                name,
                "gpu",
                "gpu.1",
                template,
                "node-" + name,
                "10.0.0.1",
                ready,
                false,
                NOW.minusSeconds(600),
                trouble);
    }
}
