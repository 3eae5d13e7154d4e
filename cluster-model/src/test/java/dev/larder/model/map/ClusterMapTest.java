package dev.larder.model.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClusterMapTest {
    private static final Levels LEVELS =
            new Levels(List.of(new Level("Zone", List.of("z")), new Level("Pool", List.of("p"))), 4);
    private static final Location A = Location.of("z1", "a");
    private static final Location B = Location.of("z2", "a");

    private static ClusterMap three() {
        return ClusterMap.empty(LEVELS)
                .edit()
                .join("n2", B, "10.0.0.2", 8701, 100)
                .join("n1", A, "10.0.0.1", 8701, 100)
                .join("n3", A, "10.0.0.3", 8701, 200)
                .build();
    }

    private static ClusterMap settled() {
        return three().edit().settle().build();
    }

    @Test
    void nodesAreInTheOrderOfTheirNamesAndFoundByThem() {
        ClusterMap map = three();
        assertThat(map.nodes()).extracting(CacheNode::name).containsExactly("n1", "n2", "n3");
        assertThat(map.indexOf("n2")).isEqualTo(1);
        assertThat(map.indexOf("n")).isEqualTo(-1);
        assertThat(map.indexOf("n9")).isEqualTo(-1);
    }

    @Test
    void domainsAreTheClusterAndEveryPrefixOfALocation() {
        assertThat(three().domains())
                .containsExactly(
                        new Domain(0, -1, 0, ""),
                        new Domain(1, 0, 1, "z1"),
                        new Domain(2, 1, 2, "a"),
                        new Domain(3, 0, 1, "z2"),
                        new Domain(4, 3, 2, "a"));
        assertThat(three().narrowestDomain(2)).isEqualTo(2);
        assertThat(three().unknown(0)).isZero();
        assertThat(three().edit()
                        .join("n4", Location.of("", "a"), "h", 1, 1)
                        .build()
                        .unknown(0))
                .isEqualTo(1);
    }

    @Test
    void joiningOwnsAtOnceButHadNothing() {
        ClusterMap map = settled().edit().join("n4", A, "10.0.0.4", 8701, 50).build();
        CacheNode node = map.node(map.indexOf("n4"));
        assertThat(node.weight()).isEqualTo(50);
        assertThat(node.previousWeight()).isZero();
        assertThat(node.state()).isEqualTo(NodeState.ACTIVE);
        assertThat(map.settled()).isFalse();
        assertThat(map.epoch()).isEqualTo(settled().epoch() + 1);
        assertThat(map.edit().settle().build().settled()).isTrue();
    }

    @Test
    void drainingGivesUpItsShareAndKeepsWhatItHad() {
        ClusterMap map = settled().edit().drain("n3").build();
        CacheNode node = map.node(2);
        assertThat(node.state()).isEqualTo(NodeState.DRAINING);
        assertThat(node.weight()).isZero();
        assertThat(node.previousWeight()).isEqualTo(200);
        assertThat(map.epoch()).isEqualTo(settled().epoch() + 1);
        assertThatIllegalStateException().isThrownBy(() -> map.edit().remove("n3"));
        ClusterMap done = map.edit().settle().build();
        assertThat(done.epoch()).isEqualTo(map.epoch());
        ClusterMap gone = done.edit().remove("n3").build();
        assertThat(gone.nodes()).extracting(CacheNode::name).containsExactly("n1", "n2");
        assertThat(gone.epoch()).isEqualTo(map.epoch());
    }

    @Test
    void drainingBeforeAnythingWasSettledIsStillAskedForWhatItFetched() {
        ClusterMap map = three().edit().drain("n3").build();
        assertThat(map.node(2).previousWeight()).isEqualTo(200);
        ClusterMap joined = settled().edit().join("n4", A, "h", 1, 50).build();
        assertThat(joined.edit().drain("n4").build().node(3).previousWeight())
                .as("the previous owners have everything; n4 need not")
                .isZero();
    }

    @Test
    void aDrainThatIsTakenBackLeavesOwnershipAsItWas() {
        ClusterMap base = settled();
        ClusterMap back =
                base.edit().drain("n3").build().edit().activate("n3", 200).build();
        assertThat(back.nodes()).isEqualTo(base.nodes());
        assertThat(back.settled()).isTrue();
        assertThat(back.version()).isEqualTo(base.version() + 2);
    }

    @Test
    void downLeavesTheMapWhenItsShareIsRepairedAndMayComeBack() {
        ClusterMap map = settled().edit().down("n3").build();
        assertThat(map.node(2).state()).isEqualTo(NodeState.DOWN);
        assertThat(map.node(2).previousWeight()).isEqualTo(200);
        assertThat(map.edit().settle().build().indexOf("n3")).isEqualTo(-1);
        ClusterMap back = map.edit().join("n3", A, "10.0.0.33", 8701, 200).build();
        assertThat(back.settled()).isTrue();
        assertThat(back.node(2).host()).isEqualTo("10.0.0.33");
    }

    @Test
    void leafOnlyChangesTheVersionButNotTheEpoch() {
        ClusterMap map = settled().edit().leafOnly("n1").build();
        assertThat(map.node(0).state()).isEqualTo(NodeState.LEAF_ONLY);
        assertThat(map.version()).isEqualTo(settled().version() + 1);
        assertThat(map.epoch()).isEqualTo(settled().epoch());
        assertThat(map.edit()
                        .join("n1", A, "10.0.0.1", 8701, 100)
                        .build()
                        .node(0)
                        .state())
                .as("a repeated join is not an all-clear")
                .isEqualTo(NodeState.LEAF_ONLY);
        assertThat(map.edit().activate("n1", 100).build().node(0).state()).isEqualTo(NodeState.ACTIVE);
        assertThatIllegalStateException()
                .isThrownBy(() -> settled().edit().drain("n1").leafOnly("n1"));
    }

    @Test
    void anAddressChangesWithoutAnEpoch() {
        ClusterMap map = settled().edit().join("n1", A, "10.0.0.99", 8701, 100).build();
        assertThat(map.epoch()).isEqualTo(settled().epoch());
        assertThat(map.version()).isEqualTo(settled().version() + 1);
    }

    @Test
    void anotherPlaceIsANewEpochAndANewNodeThere() {
        ClusterMap map = settled().edit().join("n1", B, "10.0.0.1", 8701, 100).build();
        assertThat(map.epoch()).isEqualTo(settled().epoch() + 1);
        assertThat(map.node(0).previousWeight()).isZero();
    }

    @Test
    void nothingChangedIsTheSameMap() {
        ClusterMap map = settled();
        assertThat(map.edit().join("n1", A, "10.0.0.1", 8701, 100).settle().build())
                .isSameAs(map);
    }

    @Test
    void refusesWhatMakesNoSense() {
        ClusterMap map = settled();
        assertThatIllegalArgumentException().isThrownBy(() -> map.edit().drain("nobody"));
        assertThatIllegalArgumentException().isThrownBy(() -> map.edit().join("x", A, "h", 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> map.edit().join("x", A, "h", 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> map.edit().join("x", A, "h", 65_536, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> map.edit().join("x", A, "", 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> map.edit().join("", A, "h", 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> map.edit().join("x y", A, "h", 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> map.edit().join("x", Location.of("z"), "h", 1, 1).build());
        assertThatIllegalStateException().isThrownBy(() -> map.edit().remove("n1"));
    }

    @Test
    void cellsAreBoundedEvenAndStable() {
        SplittableRandom random = new SplittableRandom(1);
        ClusterMap map = ClusterMap.empty(LEVELS);
        for (int round = 0; round < 60; round++) {
            MapEdit edit = map.edit();
            int joining = random.nextInt(8);
            for (int i = 0; i < joining; i++) {
                edit.join("n" + round + "-" + i, random.nextBoolean() ? A : B, "h", 1, 1);
            }
            for (CacheNode node : map.nodes()) {
                if (random.nextInt(20) == 0) {
                    edit.down(node.name()).remove(node.name());
                }
            }
            ClusterMap next = edit.build();
            for (CacheNode node : next.nodes()) {
                int before = map.indexOf(node.name());
                assertThat(before < 0 || map.node(before).cell() == node.cell()).isTrue();
            }
            Map<Object, Long> sizes = next.nodes().stream()
                    .collect(Collectors.groupingBy(n -> List.of(n.location(), n.cell()), Collectors.counting()));
            assertThat(sizes.values()).allMatch(size -> size <= 4);
            map = next;
        }
        ClusterMap atOnce = ClusterMap.empty(LEVELS);
        MapEdit edit = atOnce.edit();
        for (int i = 0; i < 9; i++) {
            edit.join("n" + i, A, "h", 1, 1);
        }
        assertThat(edit.build().nodes()).extracting(CacheNode::cell).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2);
    }
}
