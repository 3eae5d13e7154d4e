package dev.larder.bench.broadcast;

import java.util.Map;

/**
 * What a run showed. Amounts are in copies of the Dataset.
 *
 * @param seconds until the last node that lived had all
 * @param payload bytes of chunks, by the counters of nodes and origin
 * @param wire what the interfaces counted
 * @param mostUploaded by one node
 * @param busy part of the time in which this machine's cores were
 * @param detours why nodes went another way than the simulation plays, and how often
 * @param right nodes that lived and serve what the source has
 */
record Played(
        Plan plan,
        double seconds,
        Flows payload,
        Flows wire,
        double mostUploaded,
        double busy,
        Map<String, Long> detours,
        int right) {

    Played {
        detours = Map.copyOf(detours);
    }
}
