package dev.larder.bench.simulate;

import dev.larder.model.broadcast.Accusations;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.map.NodeState;
import dev.larder.model.placement.Placement;
import java.util.Arrays;

/** What the operator does: every epoch a new map, in which nodes that were gone for long are down and slow ones leaf-only. */
final class Membership {
    private static final double EPOCH_SECONDS = 5;
    private static final double DOWN_AFTER_SECONDS = 30;
    private static final int ACCUSERS = 3;

    private final Incidents incidents;
    private final Accusations accusations;
    private final boolean[] accused;
    /** By the present map others may fetch from it: it is neither down nor leaf-only. */
    private final boolean[] gives;

    private final int epochTicks;
    private final int downTicks;
    private ClusterMap map;
    private Placement placement;
    private boolean someAccused;

    Membership(Scenario scenario, Layout layout, Incidents incidents) {
        this.incidents = incidents;
        this.accusations = new Accusations(layout.map.size(), ACCUSERS);
        this.accused = new boolean[layout.map.size()];
        this.gives = new boolean[layout.map.size()];
        Arrays.fill(gives, true);
        this.epochTicks = Math.max(1, (int) (EPOCH_SECONDS / scenario.tick()));
        this.downTicks = (int) (DOWN_AFTER_SECONDS / scenario.tick());
        this.map = layout.map;
        this.placement = new Placement(map);
    }

    Placement placement() {
        return placement;
    }

    ClusterMap map() {
        return map;
    }

    boolean gives(int node) {
        return gives[node];
    }

    /** How many nodes the map calls leaf-only. */
    int leafOnlyNodes() {
        return (int) map.nodes().stream()
                .filter(n -> n.state() == NodeState.LEAF_ONLY)
                .count();
    }

    int epochTicks() {
        return epochTicks;
    }

    void accuse(int node, int accuser) {
        if (accusations.accuse(node, accuser)) {
            accused[node] = true;
            someAccused = true;
        }
    }

    /** Whether the map changed. */
    boolean epoch(int tick) {
        MapEdit edit = map.edit();
        boolean changed = false;
        for (int node = 0; node < map.size(); node++) {
            CacheNode member = map.node(node);
            boolean down = member.state() == NodeState.DOWN;
            if (!incidents.alive[node] && !down && tick - incidents.goneSince[node] >= downTicks) {
                edit.down(member.name());
                gives[node] = false;
                changed = true;
            } else if (incidents.alive[node] && down) {
                edit.activate(member.name(), Layout.WEIGHT);
                gives[node] = true;
                changed = true;
            } else if (someAccused && accused[node] && member.state() == NodeState.ACTIVE) {
                edit.leafOnly(member.name());
                gives[node] = false;
                changed = true;
            }
        }
        someAccused = false;
        if (changed) {
            map = edit.build();
            placement = new Placement(map);
        }
        return changed;
    }
}
