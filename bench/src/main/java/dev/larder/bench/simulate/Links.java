package dev.larder.bench.simulate;

import java.util.List;

/**
 * How fast bytes flow. Rates are bytes per second, times seconds.
 *
 * @param up what a node sends at most
 * @param down what a node receives at most
 * @param diskRead of a node; it sends no faster
 * @param diskWrite of a node; it receives no faster
 * @param origin what the storage account gives in total
 * @param originLimit what all readers together may ask of it, as a CacheCluster says, divided among them; infinite if it says nothing
 * @param originLatency from a request to its first byte
 * @param between what flows at most from one domain of the widest level to another, per direction
 * @param uplinks what leaves a domain of that level at most, all together, and what enters it
 * @param latencies from a request to its first byte where two nodes are in different domains of that level, and of no wider;
 *     {@code Cell}: where both are in one domain of the narrowest level. What is shorter than a tick takes none
 */
record Links(
        double up,
        double down,
        double diskRead,
        double diskWrite,
        double origin,
        double originLimit,
        double originLatency,
        double between,
        List<Of> uplinks,
        List<Of> latencies) {

    /** Where two nodes are in one domain of the narrowest level. */
    static final String CELL = "Cell";

    /** A rate or a time of one level. */
    record Of(String level, double amount) {}

    Links {
        uplinks = List.copyOf(uplinks);
        latencies = List.copyOf(latencies);
    }

    boolean positive() {
        return up > 0
                && down > 0
                && diskRead > 0
                && diskWrite > 0
                && origin > 0
                && originLimit > 0
                && between > 0
                && uplinks.stream().allMatch(uplink -> uplink.amount > 0);
    }

    /** What a healthy node sends at most. */
    double sends() {
        return Math.min(up, diskRead);
    }

    /** What a healthy node receives at most. */
    double receives() {
        return Math.min(down, diskWrite);
    }

    /** Zero if the level has none. */
    static double of(List<Of> amounts, String level) {
        return amounts.stream()
                .filter(a -> a.level.equals(level))
                .mapToDouble(Of::amount)
                .findFirst()
                .orElse(0);
    }
}
