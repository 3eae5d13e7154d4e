package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.operator.reports.Heard;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmptyingTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = SINCE.plusSeconds(5);
    private static final Catalog NOTHING = new Catalog(7, List.of(), List.of());
    private static final ClusterMap MAP = ClusterMap.empty(Levels.aks())
            .edit()
            .join("a", Location.of("z1", "gpu", ""), "10.0.0.1", 8701, 10)
            .join("b", Location.of("z1", "gpu", ""), "10.0.0.2", 8701, 10)
            .build();

    @Test
    void goesOnceAllThatAnswerAreEmpty() {
        assertThat(emptying(NOTHING, node("a", 7, 0), node("b", 8, 0))).isEqualTo(new Emptying.Done());
    }

    @Test
    void waitsForBytesThatAreStillThere() {
        assertThat(emptying(NOTHING, node("b", 7, 3 << 20), node("a", 7, 0)))
                .isEqualTo(new Emptying.Waiting("3 MiB to be deleted on 1 node: b"));
    }

    @Test
    void anEmptyNodeThatDoesNotKnowYetMayStillBeFilling() {
        assertThat(emptying(NOTHING, node("a", 6, 0), node("b", 7, 0)))
                .isEqualTo(new Emptying.Waiting("0 B to be deleted on 1 node: a"));
        assertThat(emptying(NOTHING, new Heard("a", null), node("b", 7, 0))).isInstanceOf(Emptying.Waiting.class);
    }

    @Test
    void waitsUntilTheNodesHaveBeenTold() {
        DatasetEntry entry = new DatasetEntry(
                "uid",
                "vision",
                "imagenet",
                "contoso",
                "train",
                new Geometry(4 << 20, 16 << 20),
                "Zone",
                1,
                WarmUp.FULL,
                0,
                false,
                List.of());
        assertThat(emptying(new Catalog(7, List.of(), List.of(entry)), node("a", 7, 0), node("b", 7, 0)))
                .isInstanceOf(Emptying.Waiting.class);
    }

    @Test
    void aDeadNodeIsNotWaitedFor() {
        assertThat(emptying(NOTHING, node("a", 7, 0))).isEqualTo(new Emptying.Done());
        assertThat(emptying(NOTHING)).isEqualTo(new Emptying.Done());
    }

    @Test
    void withoutAMapNobodyWasEverToldToHoldAnything() {
        assertThat(Emptying.of(
                        ClusterMap.empty(Levels.aks()), Catalog.EMPTY, List.of(new Heard("a", null)), SINCE, NOW))
                .isEqualTo(new Emptying.Done());
    }

    @Test
    void goesInTheEndAndSaysWhatItLeft() {
        List<Heard> many = IntStream.rangeClosed(1, 9)
                .mapToObj(i -> node("n" + i, 7, 1 << 20))
                .toList();
        Instant limit = SINCE.plus(Emptying.LIMIT);
        assertThat(Emptying.of(MAP, NOTHING, many, SINCE, limit.minusMillis(1))).isInstanceOf(Emptying.Waiting.class);
        assertThat(Emptying.of(MAP, NOTHING, many, SINCE, limit))
                .isEqualTo(new Emptying.GivenUp("9 MiB to be deleted on 9 nodes: n1, n2, n3, n4, n5 and 4 more"));
    }

    private static Emptying emptying(Catalog catalog, Heard... heard) {
        return Emptying.of(MAP, catalog, List.of(heard), SINCE, NOW);
    }

    private static Heard node(String name, long catalogVersion, long usedBytes) {
        return new Heard(name, new NodeReport(name, 1, 1, 1, catalogVersion, 10L << 30, usedBytes, List.of()));
    }
}
