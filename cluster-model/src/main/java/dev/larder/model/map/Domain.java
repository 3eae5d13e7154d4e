package dev.larder.model.map;

/**
 * A labelled domain, or the cluster itself.
 *
 * @param index in {@link ClusterMap#domains()}
 * @param parent index of the domain it is in; -1 for the cluster
 * @param depth 0 for the cluster, i + 1 for a domain of level i
 * @param value its label value; {@link dev.larder.model.topology.Location#UNKNOWN} for nodes without that label; empty
 *     for the cluster
 */
public record Domain(int index, int parent, int depth, String value) {}
