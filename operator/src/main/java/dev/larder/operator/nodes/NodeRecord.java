package dev.larder.operator.nodes;

import org.jspecify.annotations.Nullable;

/**
 * What the operator keeps of a Node.
 *
 * @param ready the kubelet reports and says Ready
 * @param leaving why the node must be emptied (cordoned, maintenance notice), or null
 */
public record NodeRecord(
        String name, Labels labels, boolean ready, @Nullable String leaving) {}
