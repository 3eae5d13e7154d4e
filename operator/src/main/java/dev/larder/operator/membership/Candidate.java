package dev.larder.operator.membership;

import dev.larder.model.topology.Location;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one node that has a cache pod.
 *
 * @param host where its peers reach it; empty before the pod has an address
 * @param peerPort at which, or 0: it is not known. That of the spec once the pod is of its newest form, which takes a rollout
 * @param podReady the pod is Ready and not being deleted
 * @param nodeReady the Node exists and is Ready
 * @param leaving why it must be emptied, or null
 * @param weight share of a node: GiB of the disks that work there, at least 1; 0: it has not said
 * @param heard when it last opened a feed or reported, or null
 */
public record Candidate(
        String node,
        Location location,
        String host,
        int peerPort,
        boolean podReady,
        boolean nodeReady,
        @Nullable String leaving,
        int weight,
        @Nullable Instant heard) {}
