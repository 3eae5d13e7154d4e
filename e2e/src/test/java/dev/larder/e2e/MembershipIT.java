package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.install.DatasetState;
import dev.larder.local.install.Warming;
import dev.larder.local.sample.Tree;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that come, are drained, and vanish: what moves is copied between nodes, and the origin is left alone. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class MembershipIT {
    private static final Duration STANDSTILL = Duration.ofMinutes(2);
    private static final long MIB = 1L << 20;
    private static final int SMALL_BLOBS = 24;

    private final InstalledLarder larder;

    MembershipIT(InstalledLarder larder) {
        this.larder = larder;
    }

    /** Enough blobs that each of two nodes holds some, wherever their ETags place them. */
    private static Tree tree(String name) {
        var small = LongStream.generate(() -> 3000).limit(SMALL_BLOBS);
        var sizes = LongStream.concat(LongStream.of(17 * MIB, 4 * MIB, 4 * MIB, 300_000), small);
        return Tree.ofSizes(name, sizes.toArray());
    }

    private Warming warm(String name, String scope) {
        larder.upload(name, tree(name));
        var dataset = larder.dataset(name, name, Map.of("placement", Map.of("scope", scope, "replicas", 1)));
        dataset.untilWarm(STANDSTILL, state -> {});
        return dataset;
    }

    private long awaitMembers(int count) {
        return larder.larder().awaitMembers(count, STANDSTILL);
    }

    @Test
    void aNodeThatJoinsIsFilledByItsPeers() {
        var dataset = warm("joined", "Node");
        var before = larder.counts();
        var added = larder.cluster().addNode("eastus2-2", "gpu");
        try {
            awaitMembers(InstalledLarder.NODES + 1);
            dataset.untilWarm(STANDSTILL, state -> {});

            Reads.areLike(tree("joined"), larder.reader(added, "joined"));
            larder.assertNothingReachedTheOriginSince(before);
        } finally {
            larder.cluster().removeNode(added.name());
            awaitMembers(InstalledLarder.NODES);
        }
        larder.delete("joined");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cluster", "Zone", "Node"})
    void aNodeThatIsDrainedLeavesItsDataWithPeers(String scope) {
        var name = "drained-" + scope.toLowerCase(java.util.Locale.ROOT);
        var dataset = warm(name, scope);
        var before = larder.counts();
        var leaving = larder.nodes().get(4);
        cordon(leaving.name(), true);
        try {
            long epoch = awaitMembers(InstalledLarder.NODES - 1);
            // What was said with the leaving node stands for a while; it may be switched off once the others hold all.
            dataset.until(
                    "is warm without it", state -> state.warm() && epoch(state) >= epoch, STANDSTILL, state -> {});
            larder.cluster().powerOff(leaving.name());

            Reads.areLike(tree(name), larder.reader(larder.nodes().get(0), name));
            larder.assertNothingReachedTheOriginSince(before);
        } finally {
            cordon(leaving.name(), false);
            larder.bringBack(leaving);
        }
        larder.delete(name);
    }

    @Test
    void aNodeThatVanishesIsReplacedFromOtherZones() {
        var dataset = warm("vanished", "Zone");
        var before = larder.counts();
        var victim = larder.nodes().get(5);
        larder.cluster().powerOff(victim.name());
        try {
            var fallen = dataset.until("is no longer warm", state -> !state.warm(), STANDSTILL, state -> {});
            assertThat(fallen.condition("Warm").orElseThrow().getReason()).isIn("NodesMissing", "Repairing");
            assertThat(fallen.condition("Warm").orElseThrow().getMessage()).contains(victim.zone());
            dataset.untilWarm(STANDSTILL, state -> {});

            Reads.areLike(tree("vanished"), larder.reader(larder.nodes().get(0), "vanished"));
            larder.assertNothingReachedTheOriginSince(before);
        } finally {
            larder.bringBack(victim);
        }
        larder.delete("vanished");
    }

    /** The placement epoch that a warm Dataset speaks of: {@code ... (epoch 7)}. */
    private static int epoch(DatasetState state) {
        var message = state.condition("Warm").orElseThrow().getMessage();
        return Integer.parseInt(message.replaceAll(".*\\(epoch (\\d+)\\).*", "$1"));
    }

    private void cordon(String node, boolean unschedulable) {
        // A patch of this one field: the kubelet and the node controller write to the same object meanwhile.
        larder.cluster()
                .client()
                .nodes()
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"unschedulable\":%s}}".formatted(unschedulable));
    }
}
