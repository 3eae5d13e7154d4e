package dev.larder.model.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.larder.model.blob.Mix;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeatsTest {
    private static final Levels LEVELS =
            new Levels(List.of(new Level("Zone", List.of("z")), new Level("Pool", List.of("p"))), 256);

    private static MapEdit join(MapEdit edit, int from, int to, String pool) {
        for (int i = from; i < to; i++) {
            edit.join("node-%05d".formatted(i), Location.of("z", pool), "h" + i, 8701, 100);
        }
        return edit;
    }

    private static void assertNobodySharesAPlace(ClusterMap map) {
        Set<List<Object>> taken = new HashSet<>();
        for (CacheNode node : map.nodes()) {
            Seat seat = node.seat();
            assertThat(taken.add(List.of(
                            node.location().values().subList(0, seat.depth()),
                            seat.table(),
                            seat.place(Mix.text(node.name())))))
                    .isTrue();
        }
    }

    @Test
    void nobodySharesAPlaceAndNobodyIsMovedWhateverComesAndGoes() {
        SplittableRandom random = new SplittableRandom(1);
        ClusterMap map = ClusterMap.empty(LEVELS);
        for (int round = 0; round < 40; round++) {
            MapEdit edit = map.edit();
            for (int i = random.nextInt(200); i >= 0; i--) {
                edit.join(
                        "node-%05d".formatted(random.nextInt(2000)),
                        Location.of("z" + random.nextInt(2), "p" + random.nextInt(3)),
                        "h",
                        8701,
                        100);
            }
            ClusterMap next = edit.build();
            for (CacheNode node : next.nodes()) {
                int before = map.indexOf(node.name());
                if (before >= 0 && map.node(before).location().equals(node.location())) {
                    assertThat(node.seat()).isEqualTo(map.node(before).seat());
                }
            }
            assertNobodySharesAPlace(next);
            MapEdit leaving = next.edit();
            next.nodes().stream().filter(n -> random.nextInt(4) == 0).forEach(n -> leaving.down(n.name()));
            map = leaving.settle().build();
        }
    }

    @Test
    void smallDomainsUseTheTablesOfTheDomainAroundThem() {
        MapEdit edit = ClusterMap.empty(LEVELS).edit();
        join(edit, 0, 127, "small");
        join(edit, 200, 328, "large");
        ClusterMap map = edit.build();
        assertThat(map.node(0).seat().depth()).isEqualTo(1);
        assertThat(map.node(127).seat().depth()).isEqualTo(2);
        ClusterMap grown = join(map.edit(), 127, 128, "small").build();
        assertThat(grown.node(127).seat().depth()).isEqualTo(2);
        assertThat(grown.node(0).seat()).isEqualTo(map.node(0).seat());
    }

    @Test
    void mostHaveTheirFirstChoiceInTheSameTablesSoThatALostMapChangesLittle() {
        ClusterMap grown = ClusterMap.empty(LEVELS);
        for (int i = 999; i >= 0; i -= 37) {
            grown = join(grown.edit(), Math.max(0, i - 36), i + 1, "p").build();
        }
        ClusterMap anew = join(ClusterMap.empty(LEVELS).edit(), 0, 1000, "p").build();
        int same = 0;
        for (int i = 0; i < 1000; i++) {
            same += anew.node(i).seat().equals(grown.node(i).seat()) ? 1 : 0;
        }
        assertThat(grown.nodes().stream().filter(n -> n.seat().depth() == 0))
                .as("came before the pool had 128 and stay in the cluster's tables")
                .hasSize(111);
        assertThat(same).isGreaterThan(680);
    }

    @Test
    void aDomainWithoutLevelsHasAsManyTablesAsItNeeds() {
        Levels none = new Levels(List.of(), 256);
        MapEdit edit = ClusterMap.empty(none).edit();
        for (int i = 0; i < 20_000; i++) {
            edit.join("node-%05d".formatted(i), Location.of(), "h", 8701, 100);
        }
        ClusterMap map = edit.build();
        assertNobodySharesAPlace(map);
        int tables =
                1 + map.nodes().stream().mapToInt(n -> n.seat().table()).max().orElseThrow();
        assertThat(tables).isLessThan(15);
    }

    @Test
    void aSeatIsAroundItsNode() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new CacheNode("n", Location.of("z"), 0, new Seat(2, 0), "h", 8701, 1, 1, NodeState.ACTIVE))
                .withMessage("seat of n is at depth 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new Seat(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Seat(0, -1));
    }
}
