package dev.larder.model.broadcast;

import dev.larder.model.catalog.OriginShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Divides a storage account's limits among the nodes that read it, so that what nodes believe to have is never more than the
 * whole, whichever of the past divisions each of them knows. Pure.
 *
 * <p>No clock decides. A share outlives its node's place among the readers: it is given to others only when the node has
 * said that it knows of having less, or when it is gone for certain. One that is cut off thus keeps what it had, as long as
 * it likes, and nobody else gets it. The price is that a node that is dead, but not gone, keeps its share from the others.
 */
public final class OriginShares {
    private OriginShares() {}

    /** What is known of nodes that have a share. */
    public interface Known {
        /** It has said that it has the current division, or a later one. */
        boolean confirmed(String node);

        /** It has no process any more that could read. */
        boolean gone(String node);
    }

    /**
     * The next division. Nodes that are to have less are told at once; those that are to have more wait until all other
     * readers have confirmed, so that there are two steps and not one for each that confirms.
     *
     * @param now the current division
     * @param readers who should read, with their weights (not negative): shares are in proportion
     * @return sorted by name; equal to {@code now} if there is nothing to change
     */
    public static List<OriginShare> next(List<OriginShare> now, Map<String, Integer> readers, Known known) {
        TreeMap<String, OriginShare> shares = new TreeMap<>();
        for (OriginShare share : now) {
            if (!known.gone(share.node())) {
                int held = known.confirmed(share.node()) ? share.share() : share.held();
                shares.put(share.node(), new OriginShare(share.node(), share.share(), held));
            }
        }
        readers.keySet().forEach(name -> shares.putIfAbsent(name, new OriginShare(name, 0, 0)));
        Map<String, Integer> due = due(shares, readers);
        shares.replaceAll((name, share) ->
                new OriginShare(name, Math.min(share.share(), due.getOrDefault(name, 0)), share.held()));
        boolean waiting = shares.values().stream()
                .anyMatch(share -> share.held() > share.share() && readers.containsKey(share.node()));
        if (!waiting) {
            grow(shares, due);
        }
        shares.values().removeIf(share -> share.held() == 0 && !readers.containsKey(share.node()));
        List<OriginShare> next = new ArrayList<>(shares.values());
        return sameShares(now, next) ? now : next;
    }

    /** Who has confirmed what can be asked again; to publish it would only be one more division to confirm. */
    private static boolean sameShares(List<OriginShare> now, List<OriginShare> next) {
        Map<String, Integer> some = now.stream()
                .filter(share -> share.share() > 0)
                .collect(Collectors.toMap(OriginShare::node, OriginShare::share));
        return some.equals(next.stream()
                .filter(share -> share.share() > 0)
                .collect(Collectors.toMap(OriginShare::node, OriginShare::share)));
    }

    /** What readers should have of what others do not hold. */
    private static Map<String, Integer> due(Map<String, OriginShare> shares, Map<String, Integer> readers) {
        long free = OriginShare.WHOLE;
        for (OriginShare share : shares.values()) {
            free -= readers.containsKey(share.node()) ? 0 : share.held();
        }
        long weights = readers.values().stream().mapToLong(weight -> weight).sum();
        Map<String, Integer> due = new TreeMap<>();
        for (Map.Entry<String, Integer> reader : readers.entrySet()) {
            long part = weights == 0 ? free / readers.size() : free * reader.getValue() / weights;
            due.put(reader.getKey(), (int) part);
        }
        return due;
    }

    private static void grow(Map<String, OriginShare> shares, Map<String, Integer> due) {
        long free = OriginShare.WHOLE;
        long lacking = 0;
        for (OriginShare share : shares.values()) {
            free -= share.held();
            lacking += Math.max(0, due.getOrDefault(share.node(), 0) - share.share());
        }
        for (Map.Entry<String, Integer> part : due.entrySet()) {
            OriginShare share = shares.get(part.getKey());
            if (share != null && part.getValue() > share.share()) {
                long lacks = part.getValue() - share.share();
                int more = (int) (lacking <= free ? lacks : lacks * Math.max(0, free) / lacking);
                // Nobody waits, so readers hold what they have.
                int next = share.share() + more;
                shares.put(part.getKey(), new OriginShare(part.getKey(), next, next));
            }
        }
    }
}
