package dev.larder.model.map;

import dev.larder.model.blob.Mix;
import dev.larder.model.topology.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives new nodes seats. A node uses the tables of the narrowest domain around it that has at least {@value #ENOUGH}
 * nodes, or of the cluster. So lookups in narrow domains look at few tables, most of them filled, and lookups in wide ones do not
 * have to look at a table for each rack.
 */
final class Seats {
    /** At 100,000 nodes that join at once there are then less than 800 tables; a few more where domains grow. */
    private static final int ENOUGH = 128;

    private Seats() {}

    static void assign(EditedNodes nodes, Set<String> unplaced) {
        if (unplaced.isEmpty()) {
            return;
        }
        Map<Location, List<CacheNode>> byPlace = new HashMap<>();
        Location before = null;
        List<CacheNode> there = new ArrayList<>();
        for (CacheNode node : nodes.inOrder()) {
            if (node.location() != before) {
                before = node.location();
                there = byPlace.computeIfAbsent(before, l -> new ArrayList<>());
            }
            there.add(node);
        }
        Map<List<String>, Integer> sizes = new HashMap<>();
        byPlace.forEach((location, inside) -> {
            for (int depth = 0; depth <= location.values().size(); depth++) {
                sizes.merge(domain(location, depth), inside.size(), Integer::sum);
            }
        });
        Map<List<String>, List<CacheNode>> waiting = new HashMap<>();
        byPlace.forEach((location, inside) -> {
            List<String> domain = null;
            for (CacheNode node : inside) {
                if (unplaced.contains(node.name())) {
                    domain = domain == null ? home(location, sizes) : domain;
                    waiting.computeIfAbsent(domain, d -> new ArrayList<>()).add(node);
                }
            }
        });
        waiting.forEach((domain, joining) -> seat(domain, joining, taken(domain, byPlace, unplaced), nodes));
    }

    private static List<String> domain(Location location, int depth) {
        return location.values().subList(0, depth);
    }

    private static List<String> home(Location location, Map<List<String>, Integer> sizes) {
        int depth = location.values().size();
        while (depth > 0 && sizes.getOrDefault(domain(location, depth), 0) < ENOUGH) {
            depth--;
        }
        return domain(location, depth);
    }

    private static Set<Long> taken(List<String> domain, Map<Location, List<CacheNode>> byPlace, Set<String> unplaced) {
        Set<Long> taken = new HashSet<>();
        byPlace.forEach((location, inside) -> {
            if (domain(location, domain.size()).equals(domain)) {
                for (CacheNode node : inside) {
                    if (node.seat().depth() == domain.size() && !unplaced.contains(node.name())) {
                        taken.add(place(node.seat(), Mix.text(node.name())));
                    }
                }
            }
        });
        return taken;
    }

    /** In the order of their names, so that it does not depend on the order in which they were listed. */
    private static void seat(List<String> domain, List<CacheNode> joining, Set<Long> taken, EditedNodes nodes) {
        joining.sort(Comparator.comparing(CacheNode::name));
        for (CacheNode node : joining) {
            long hash = Mix.text(node.name());
            Seat seat = new Seat(domain.size(), 0);
            while (!taken.add(place(seat, hash))) {
                seat = new Seat(domain.size(), seat.choice() + 1);
            }
            nodes.put(node.at(node.cell(), seat));
        }
    }

    private static long place(Seat seat, long nameHash) {
        return (long) seat.table() * Seat.PLACES + seat.place(nameHash);
    }
}
