package dev.larder.operator.membership;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is seen of a cluster.
 *
 * @param candidates one per node with a cache pod
 * @param desired how many cache pods there should be, or -1 while unknown
 * @param accusers by node, those who found it slow lately
 * @param repaired every byte that the current epoch requires is reported held
 */
public record Observation(
        List<Candidate> candidates, int desired, Map<String, Set<String>> accusers, boolean repaired) {
    public Observation {
        candidates = List.copyOf(candidates);
        accusers = Map.copyOf(accusers);
    }
}
