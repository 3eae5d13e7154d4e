package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.sample.Leaf;
import dev.larder.local.sample.Tree;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a newcomer sees: a Dataset becomes warm and an ordinary client reads it, at the price of one copy. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpIT {
    private static final String CONTAINER = "newcomer";
    private static final Duration STANDSTILL = Duration.ofMinutes(2);
    private static final int READ_THROUGH_EVERY_NODE = 12;
    private static final int LEAVES_FOR_RANGES = 4;
    private static final int RANGES = 3;
    private static final long SEED = 20_261_123;

    private final InstalledLarder larder;
    private final Tree tree = Tree.sample();

    UpIT(InstalledLarder larder) {
        this.larder = larder;
    }

    @BeforeAll
    void warm() {
        larder.upload(CONTAINER, tree);
        larder.dataset("newcomer", CONTAINER).untilWarm(STANDSTILL, state -> {});
    }

    @Test
    void theOriginHasSentEachByteOnce() {
        var expected = tree.leaves().stream().collect(Collectors.toMap(Leaf::path, Leaf::size));

        assertThat(InstalledLarder.bytesByPath(larder.counts(), CONTAINER)).isEqualTo(expected);
    }

    @Test
    void everyNodeServesTheSameBytesAndTheOriginIsLeftAlone() {
        var before = larder.counts();

        for (int i = 0; i < tree.leaves().size(); i++) {
            var leaf = tree.leaves().get(i);
            var sha256 = leaf.sha256();
            for (int node = 0; node < larder.nodes().size(); node++) {
                if (i % larder.nodes().size() == node || i < READ_THROUGH_EVERY_NODE) {
                    var reader = larder.reader(larder.nodes().get(node), CONTAINER);
                    assertThat(Reads.sha256(reader, leaf.path()))
                            .as(
                                    "%s through %s",
                                    leaf.path(), larder.nodes().get(node).name())
                            .isEqualTo(sha256);
                }
            }
        }

        assertThat(larder.counts().minus(before).requests())
                .as("requests that reached the origin: %s", larder.counts().minus(before))
                .isZero();
    }

    @Test
    void anyRangeAndAnyConditionCostTheOriginNothingEither() throws IOException {
        var before = larder.counts();
        var random = new SplittableRandom(SEED);

        for (var node : larder.nodes()) {
            var reader = larder.reader(node, CONTAINER);
            for (int i = 0; i < LEAVES_FOR_RANGES; i++) {
                var leaf = tree.leaves().get(random.nextInt(tree.leaves().size()));
                Reads.rangesAreLike(leaf, reader, random, RANGES);
                Reads.conditionsHold(leaf, reader);
            }
            var large = tree.leaves().stream()
                    .max(Comparator.comparingLong(Leaf::size))
                    .orElseThrow();
            Reads.rangesAreLike(large, reader, random, RANGES);
        }

        assertThat(larder.counts().minus(before).requests()).isZero();
    }
}
