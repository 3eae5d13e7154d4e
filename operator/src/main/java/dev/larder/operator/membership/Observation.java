package dev.larder.operator.membership;

import java.util.Map;
import java.util.Set;

/**
 * What is seen of a cluster.
 *
 * @param candidates by the names of nodes with a cache pod
 * @param desired how many cache pods there should be, or -1 while unknown
 * @param accusers by node, those who found it slow lately
 * @param repaired every byte that the current epoch requires is reported held
 * @param nothingToCopy nothing is to be held by its owners, so that a new epoch is repaired from its beginning
 */
public record Observation(
        Map<String, Candidate> candidates,
        int desired,
        Map<String, Set<String>> accusers,
        boolean repaired,
        boolean nothingToCopy) {
    public Observation {
        // Not copied: it may be very large, and lives for one decision.
        accusers = Map.copyOf(accusers);
    }
}
