package dev.larder.model.map;

import dev.larder.model.topology.Location;

/**
 * One member of a cluster map.
 *
 * @param name of the Kubernetes node, 1 to 253 characters
 * @param cell number within its narrowest labelled domain
 * @param seat where it draws what it owns
 * @param host address or name that peers connect to, 1 to 253 printable ASCII characters
 * @param peerPort 1 to 65,535
 * @param weight share of ownership in this epoch; 0 owns nothing. By convention its capacity in GiB, at least 1
 * @param previousWeight share of ownership in the last epoch whose repairs were finished; 0 had nothing then
 */
public record CacheNode(
        String name,
        Location location,
        int cell,
        Seat seat,
        String host,
        int peerPort,
        int weight,
        int previousWeight,
        NodeState state) {
    private static final int MAX_NAME = 253;
    /** Cells have at least one node, so there are no more cells than nodes. */
    private static final int MAX_CELL = ClusterMap.MAX_NODES;

    public CacheNode {
        requireName(name, "node name", "");
        requireName(host, "host of ", name);
        if (peerPort < 1 || peerPort > 65_535) {
            throw new IllegalArgumentException("peer port of " + name + " is " + peerPort);
        }
        if (cell < 0 || cell >= MAX_CELL) {
            throw new IllegalArgumentException("cell of " + name + " is " + cell);
        }
        if (seat.depth() > location.values().size()) {
            throw new IllegalArgumentException("seat of " + name + " is at depth " + seat.depth());
        }
        if (weight < 0 || previousWeight < 0) {
            throw new IllegalArgumentException("negative weight of " + name);
        }
        boolean owns = switch (state) {
            case ACTIVE, LEAF_ONLY -> true;
            case DRAINING, DOWN -> false;
        };
        if (owns != weight > 0) {
            throw new IllegalArgumentException(name + " is " + state + " with weight " + weight);
        }
    }

    /** Whether it is at the same place of the topology, in the same cell and on the same seat. */
    public boolean samePlace(CacheNode other) {
        return location.equals(other.location) && cell == other.cell && seat.equals(other.seat);
    }

    /** This one itself if it is so already. */
    CacheNode with(NodeState newState, int newWeight, int newPreviousWeight) {
        if (state == newState && weight == newWeight && previousWeight == newPreviousWeight) {
            return this;
        }
        return new CacheNode(name, location, cell, seat, host, peerPort, newWeight, newPreviousWeight, newState);
    }

    CacheNode at(int newCell, Seat newSeat) {
        return new CacheNode(name, location, newCell, newSeat, host, peerPort, weight, previousWeight, state);
    }

    private static void requireName(String value, String what, String ofNode) {
        if (value.isEmpty() || value.length() > MAX_NAME || !isPrintable(value)) {
            throw new IllegalArgumentException(
                    what + ofNode + " must have 1 to " + MAX_NAME + " printable ASCII characters");
        }
    }

    private static boolean isPrintable(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
