package dev.larder.model.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What maps cost on the wire. Names and addresses are as AKS and Azure CNI give them out. */
class MapSizeTest {
    private static final ClusterMap LARGE = large(1);

    @Test
    void aHundredThousandNodesFitInto300KB() {
        assertFits(LARGE);
    }

    @Test
    void aHundredThousandPodAddressesFitToo() {
        // Each node has a /24 for its pods, as with Azure CNI Overlay.
        assertFits(large(256));
    }

    private static void assertFits(ClusterMap map) {
        int bytes = map.toWire().getSerializedSize();
        assertThat(bytes).isLessThan(300_000);
        assertThat(ClusterMap.fromWire(map.toWire())).isEqualTo(map);
    }

    @Test
    void changesOfOneNodeAreSmall() {
        ClusterMap map = LARGE;
        String name = map.node(31_415).name();
        assertThat(size(map, map.edit().down(name).build())).isLessThanOrEqualTo(24);
        assertThat(size(map, map.edit().leafOnly(name).build())).isLessThanOrEqualTo(24);
        assertThat(size(map, map.edit().drain(name).settle().remove(name).build()))
                .isLessThanOrEqualTo(24);
        String joining = name.substring(0, name.length() - 6) + "zzzzzz";
        int joined = size(
                map,
                map.edit()
                        .join(joining, map.node(31_415).location(), "10.200.14.15", 8701, 3724)
                        .build());
        assertThat(joined - joining.length() - "10.200.14.15".length()).isLessThanOrEqualTo(40);
    }

    @Test
    void settlingCostsNothingPerNode() {
        ClusterMap unsettled = ClusterMap.empty(Levels.aks());
        MapEdit edit = unsettled.edit();
        for (int i = 0; i < 1000; i++) {
            edit.join("n" + i, Location.of("z", "p", ""), "h" + i, 8701, 100);
        }
        unsettled = edit.build();
        assertThat(size(unsettled, unsettled.edit().settle().build())).isLessThanOrEqualTo(16);
    }

    private static int size(ClusterMap base, ClusterMap next) {
        return next.deltaFrom(base).getSerializedSize();
    }

    /**
     * 100 pools of 1,000 nodes, each over three zones, in cells of 256; addresses nearly in the order of
     * creation.
     */
    private static ClusterMap large(int apart) {
        SplittableRandom random = new SplittableRandom(1);
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        int address = 10 << 24;
        for (int pool = 0; pool < 100; pool++) {
            String prefix = "aks-gpu%d-%08d-vmss".formatted(pool, random.nextInt(100_000_000));
            for (int i = 0; i < 1000; i++) {
                String number = Integer.toString(i, 36);
                int at = address + (pool * 1024 + i) * apart + random.nextInt(Math.max(16, apart - 6));
                edit.join(
                        prefix + "0".repeat(6 - number.length()) + number,
                        Location.of("eastus2-" + (1 + random.nextInt(3)), "gpu" + pool, ""),
                        (at >>> 24) + "." + (at >> 16 & 255) + "." + (at >> 8 & 255) + "." + (at & 255),
                        8701,
                        3724);
            }
        }
        return edit.settle().build();
    }
}
