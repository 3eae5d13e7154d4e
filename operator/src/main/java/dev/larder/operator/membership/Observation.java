package dev.larder.operator.membership;

import java.util.List;

/**
 * What is seen of a cluster.
 *
 * @param candidates one per node with a cache pod
 * @param desired how many cache pods there should be, or -1 while unknown
 * @param repaired every byte that the current epoch requires is reported held
 */
public record Observation(List<Candidate> candidates, int desired, boolean repaired) {
    public Observation {
        candidates = List.copyOf(candidates);
    }
}
