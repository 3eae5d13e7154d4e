package dev.larder.model.map;

import dev.larder.model.topology.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The domains that nodes are in: the cluster first, then depth first in the order of their values. */
record DomainTree(List<Domain> domains, Map<Location, Integer> narrowest) {

    static DomainTree of(int levels, List<CacheNode> nodes) {
        Set<Location> different = new HashSet<>();
        Location before = null;
        for (CacheNode node : nodes) {
            // Neighbours by name are mostly of one pool.
            if (node.location() == before) {
                continue;
            }
            before = node.location();
            if (node.location().values().size() != levels) {
                throw new IllegalArgumentException(
                        node.name() + " has " + node.location().values().size() + " of " + levels + " levels");
            }
            different.add(before);
        }
        TreeSet<Location> locations = new TreeSet<>(DomainTree::compare);
        locations.addAll(different);
        List<Domain> domains = new ArrayList<>();
        domains.add(new Domain(0, -1, 0, ""));
        Map<Location, Integer> narrowest = new HashMap<>();
        int[] open = new int[levels + 1];
        Location last = null;
        for (Location location : locations) {
            int shared = last == null ? 0 : sharedLevels(last, location);
            for (int level = shared; level < levels; level++) {
                open[level + 1] = domains.size();
                domains.add(new Domain(
                        domains.size(),
                        open[level],
                        level + 1,
                        location.values().get(level)));
            }
            narrowest.put(location, open[levels]);
            last = location;
        }
        return new DomainTree(List.copyOf(domains), narrowest);
    }

    private static int compare(Location a, Location b) {
        int shared = sharedLevels(a, b);
        return shared == a.values().size()
                ? 0
                : a.values().get(shared).compareTo(b.values().get(shared));
    }

    private static int sharedLevels(Location a, Location b) {
        int shared = 0;
        while (shared < a.values().size()
                && a.values().get(shared).equals(b.values().get(shared))) {
            shared++;
        }
        return shared;
    }
}
