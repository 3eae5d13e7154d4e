package dev.larder.operator.membership;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Location;
import java.time.Instant;

/** One change of the map with its reason, or why there is none yet. */
public sealed interface Decision {
    /** Takes a share of ownership: new, back, or at another place, address or weight. */
    record Join(String node, Location location, String host, int peerPort, int weight, String why)
            implements Decision {}

    /** Gives its share away and serves what it holds meanwhile. */
    record Drain(String node, String why) implements Decision {}

    /** Is gone or unreachable: others repair from other copies. */
    record Down(String node, String why) implements Decision {}

    /** Keeps its share, but others fetch from elsewhere where they can. */
    record Avoid(String node, String why) implements Decision {}

    /** Is a source like any other again. */
    record Trust(String node, int weight) implements Decision {}

    /** Leaves the map: it has no share and nobody needs it as a source. */
    record Remove(String node, String why) implements Decision {}

    /** Repairs are finished: what was owned before matters no more. */
    record Settle(long epoch) implements Decision {}

    /** Something is due, but later. */
    record Wait(Instant until, String why) implements Decision {}

    /** Whether a share changes, so that a new epoch begins. */
    default boolean movesOwnership(ClusterMap map) {
        return switch (this) {
            case Join(String node, Location location, String host, int port, int weight, String why) -> {
                int index = map.indexOf(node);
                yield index < 0
                        || map.node(index).weight() != weight
                        || !map.node(index).location().equals(location);
            }
            case Drain drain -> true;
            case Down(String node, String why) -> map.node(map.indexOf(node)).weight() > 0;
            case Avoid avoid -> false;
            case Trust trust -> false;
            case Remove remove -> false;
            case Settle settle -> false;
            case Wait wait -> false;
        };
    }

    default void applyTo(MapEdit edit) {
        switch (this) {
            case Join(String node, Location location, String host, int port, int weight, String why) ->
                edit.join(node, location, host, port, weight);
            case Drain(String node, String why) -> edit.drain(node);
            case Down(String node, String why) -> edit.down(node);
            case Avoid(String node, String why) -> edit.leafOnly(node);
            case Trust(String node, int weight) -> edit.activate(node, weight);
            case Remove(String node, String why) -> edit.remove(node);
            case Settle settle -> edit.settle();
            case Wait wait -> {}
        }
    }
}
