package dev.larder.model.placement;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.Domain;
import java.util.ArrayList;
import java.util.List;

/** The topology tree of one map in primitive arrays: what does not depend on weights. */
final class Shape {
    /** Number of labelled levels. */
    final int levels;

    final int domains;
    final int nodes;
    /** Parent of each domain; -1 for the cluster. */
    final int[] parent;
    /** Narrowest domain of each node. */
    final int[] domainOf;
    /** Cell of each node, within its narrowest domain. */
    final int[] cellOf;
    /** Domains around a narrowest domain by depth: {@code path[domain * (levels + 1) + depth]}. */
    private final int[] path;

    private final int[] depth;
    final long[] domainHash;
    final long[] nodeHash;

    Shape(ClusterMap map) {
        levels = map.levels().count();
        domains = map.domains().size();
        nodes = map.size();
        parent = new int[domains];
        depth = new int[domains];
        path = new int[domains * (levels + 1)];
        domainHash = new long[domains];
        List<List<String>> values = new ArrayList<>(domains);
        for (Domain domain : map.domains()) {
            int at = domain.index();
            parent[at] = domain.parent();
            depth[at] = domain.depth();
            List<String> labels =
                    domain.depth() == 0 ? new ArrayList<>() : new ArrayList<>(values.get(domain.parent()));
            if (domain.depth() > 0) {
                labels.add(domain.value());
                System.arraycopy(path, domain.parent() * (levels + 1), path, at * (levels + 1), domain.depth());
            }
            path[at * (levels + 1) + domain.depth()] = at;
            values.add(labels);
            domainHash[at] = ~Mix.text(labels.toArray(new String[0]));
        }
        domainOf = new int[nodes];
        cellOf = new int[nodes];
        nodeHash = new long[nodes];
        for (int i = 0; i < nodes; i++) {
            CacheNode node = map.node(i);
            domainOf[i] = map.narrowestDomain(i);
            cellOf[i] = node.cell();
            nodeHash[i] = Mix.text(node.name());
        }
    }

    /** The domain at {@code depth} (0 to levels) that a node is in. */
    int domainAt(int node, int depth) {
        return path[domainOf[node] * (levels + 1) + depth];
    }

    boolean narrowest(int domain) {
        return depth[domain] == levels;
    }
}
