package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.sample.Leaf;
import dev.larder.local.sample.Tree;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wherever copies are to live, and however slow one of the links is: the origin sends each byte once. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class ScopesIT {
    private static final Duration STANDSTILL = Duration.ofMinutes(2);
    private static final long MIB = 1L << 20;
    private static final long SLOW_BITS_PER_SECOND = 50_000_000;
    private static final long BITS_PER_SECOND = 20 * SLOW_BITS_PER_SECOND;
    private static final Tree TREE = Tree.ofSizes("scopes", 21 * MIB + 1, 9 * MIB, 3 * MIB, 70_000, 4096, 1, 0);

    private final InstalledLarder larder;

    ScopesIT(InstalledLarder larder) {
        this.larder = larder;
    }

    @ParameterizedTest
    @CsvSource({"Cluster, 1", "Zone, 1", "Zone, 2", "Pool, 1", "Rack, 1", "Cell, 1", "Node, 1"})
    void anyScopeCostsTheOriginOneCopy(String scope, int replicas) {
        var name = "scope-" + scope.toLowerCase(Locale.ROOT) + replicas;
        warm(name, scope, replicas);

        assertOneCopy(name);
        assertReadsCostTheOriginNothing(name);
        larder.delete(name);
    }

    @Test
    void oneCopyAlsoWhenOneLinkIsTwentyTimesSlower() {
        larder.nodes().forEach(node -> larder.cluster().limitLink(node.name(), BITS_PER_SECOND));
        var slow = larder.nodes().get(1).name();
        larder.cluster().limitLink(slow, SLOW_BITS_PER_SECOND);
        try {
            warm("slow-link", "Node", 1);
            assertOneCopy("slow-link");
        } finally {
            larder.nodes().forEach(node -> larder.cluster().unlimitLink(node.name()));
        }
        larder.delete("slow-link");
    }

    private void warm(String name, String scope, int replicas) {
        larder.upload(name, TREE);
        larder.dataset(name, name, Map.of("placement", Map.of("scope", scope, "replicas", replicas)))
                .untilWarm(STANDSTILL, state -> {});
    }

    private void assertOneCopy(String container) {
        var expected = TREE.leaves().stream()
                .filter(leaf -> leaf.size() > 0)
                .collect(Collectors.toMap(Leaf::path, Leaf::size));
        assertThat(InstalledLarder.bytesByPath(larder.counts(), container)).isEqualTo(expected);
    }

    private void assertReadsCostTheOriginNothing(String container) {
        var before = larder.counts();
        for (var node : larder.nodes()) {
            Reads.areLike(TREE, larder.reader(node, container));
        }
        larder.assertNothingReachedTheOriginSince(before);
    }
}
