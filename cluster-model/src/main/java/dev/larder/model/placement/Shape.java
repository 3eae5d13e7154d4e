package dev.larder.model.placement;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.Domain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    /** Of each node's name. */
    final long[] nodeHash;
    /** Table that each node has its seat in, and its place there. */
    final int[] tableOf;

    final int[] placeOf;
    final long[] tableHash;

    Shape(ClusterMap map) {
        levels = map.levels().count();
        domains = map.domains().size();
        nodes = map.size();
        parent = new int[domains];
        depth = new int[domains];
        path = new int[domains * (levels + 1)];
        long[] domainHash = new long[domains];
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
        tableOf = new int[nodes];
        placeOf = new int[nodes];
        Map<Long, Integer> tables = new LinkedHashMap<>();
        for (int i = 0; i < nodes; i++) {
            CacheNode node = map.node(i);
            domainOf[i] = map.narrowestDomain(i);
            cellOf[i] = node.cell();
            nodeHash[i] = Mix.text(node.name());
            placeOf[i] = node.seat().place(nodeHash[i]);
            long home = domainAt(i, node.seat().depth());
            tableOf[i] =
                    tables.computeIfAbsent(home << Integer.SIZE | node.seat().table(), key -> tables.size());
        }
        tableHash = new long[tables.size()];
        tables.forEach((key, table) ->
                tableHash[table] = Mix.mix(domainHash[(int) (key >>> Integer.SIZE)] + key.intValue()));
    }

    /** The domain at {@code depth} (0 to levels) that a node is in. */
    int domainAt(int node, int depth) {
        return path[domainOf[node] * (levels + 1) + depth];
    }

    boolean narrowest(int domain) {
        return depth[domain] == levels;
    }
}
