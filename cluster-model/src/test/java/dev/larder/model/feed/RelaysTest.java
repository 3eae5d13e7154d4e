package dev.larder.model.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelaysTest {
    private static final Levels LEVELS = new Levels(List.of(new Level("Zone", List.of("zone"))), 8);
    private final ClusterMap map = map(40);

    @Test
    void eachCellHasRelaysOfItsOwn() {
        Relays relays = new Relays(map);
        for (int node = 0; node < map.size(); node++) {
            int[] ranked = relays.of(node);
            assertThat(ranked).hasSize(Relays.RANKS).isEqualTo(Relays.ofCell(map, node));
            for (int relay : ranked) {
                assertThat(map.node(relay).cell()).isEqualTo(map.node(node).cell());
                assertThat(map.node(relay).location()).isEqualTo(map.node(node).location());
                assertThat(relays.of(relay)).isEqualTo(ranked);
            }
        }
    }

    @Test
    void whenTheRelayIsGoneTheNextTakesItsPlace() {
        int[] before = Relays.ofCell(map, 0);
        ClusterMap next = map.edit().down(map.node(before[0]).name()).build();
        assertThat(Relays.ofCell(next, 0)).startsWith(before[1], before[2]).doesNotContain(before[0]);
    }

    @Test
    void aLeafOnlyNodeRelaysOnlyWhereNoneIsActive() {
        int[] before = Relays.ofCell(map, 0);
        MapEdit edit = map.edit().leafOnly(map.node(before[0]).name());
        assertThat(Relays.ofCell(edit.build(), 0)).startsWith(before[1], before[2]);
        for (var node : map.nodes()) {
            edit.leafOnly(node.name());
        }
        assertThat(Relays.ofCell(edit.build(), 0)).isEqualTo(before);
    }

    @Test
    void nobodyRelaysWhereNobodyServes() {
        MapEdit edit = map.edit();
        map.nodes().forEach(node -> edit.drain(node.name()));
        assertThat(Relays.ofCell(edit.build(), 0)).isEmpty();
    }

    @Test
    void theDigestIsOfTheContent() {
        ClusterMap next = map.edit().leafOnly("n07").build();
        assertThat(Digests.map(ClusterMap.decode(map.encode()))).isEqualTo(Digests.map(map));
        assertThat(Digests.map(map.apply(next.deltaFrom(map)))).isEqualTo(Digests.map(next));
        ClusterMap other = map.edit().leafOnly("n08").build();
        assertThat(other.version()).isEqualTo(next.version());
        assertThat(Digests.map(other)).isNotEqualTo(Digests.map(next)).isNotEqualTo(Digests.map(map));
    }

    private static ClusterMap map(int nodes) {
        MapEdit edit = ClusterMap.empty(LEVELS).edit();
        for (int i = 0; i < nodes; i++) {
            edit.join("n%02d".formatted(i), new Location(List.of("z" + i % 2)), "10.0.0." + i, 8701, 1);
        }
        return edit.build();
    }
}
