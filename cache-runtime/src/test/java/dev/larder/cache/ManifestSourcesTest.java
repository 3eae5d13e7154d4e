package dev.larder.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.feed.OperatorAddress;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.placement.Placement;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counts who is asked for a manifest until all nodes of a large cluster have it. */
class ManifestSourcesTest {
    private static final int NODES = 2_000;
    private static final int CELL = 100;
    private static final ManifestId ID = new ManifestId("5a".repeat(32));

    private final boolean[] has = new boolean[NODES];
    private final boolean[] dead = new boolean[NODES];
    private final int[] served = new int[NODES];
    private int operatorServed;
    private int rounds;

    @Test
    void theOperatorSendsItOnceAndNobodyToItsWholeCell() {
        spread();
        assertThat(operatorServed).isEqualTo(1);
        assertThat(Arrays.stream(served).max().orElseThrow()).isLessThan(CELL / 2);
        assertThat(rounds).isLessThan(12);
    }

    @Test
    void nodesThatAreGoneLeaveNoHoleAndNoStorm() {
        Random random = new Random(1);
        for (int i = 0; i < NODES / 10; i++) {
            dead[random.nextInt(NODES)] = true;
        }
        spread();
        assertThat(operatorServed).isLessThan(NODES / 50);
        assertThat(rounds).isLessThan(20);
    }

    /** Each round every node that lacks it tries its sources in turn. */
    private void spread() {
        MapEdit edit = ClusterMap.empty(new Levels(List.of(new Level("Zone", List.of("zone"))), CELL))
                .edit();
        for (int i = 0; i < NODES; i++) {
            edit.join("n%04d".formatted(i), new Location(List.of("z" + i % 3)), "h" + i, 1, 10);
        }
        Placement placement = new Placement(edit.build());
        OperatorAddress operator = new OperatorAddress(URI.create("http://operator:8710"), "ns/test", "n", 1);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            order.add(i);
        }
        boolean complete = false;
        for (rounds = 0; !complete && rounds < 50; rounds++) {
            complete = true;
            Collections.shuffle(order, new Random(rounds));
            for (int node : order) {
                if (!has[node] && !dead[node]) {
                    MapView view = new MapView(placement, node);
                    has[node] = new ManifestSources(operator, () -> view)
                            .of(ID, rounds).stream().anyMatch(this::serves);
                    complete &= has[node];
                }
            }
        }
        assertThat(complete).isTrue();
    }

    private boolean serves(URI source) {
        if (source.getHost().equals("operator")) {
            operatorServed++;
            return true;
        }
        int node = Integer.parseInt(source.getHost().substring(1));
        boolean serves = has[node] && !dead[node];
        served[node] += serves ? 1 : 0;
        return serves;
    }
}
