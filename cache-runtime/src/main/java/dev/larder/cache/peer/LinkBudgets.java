package dev.larder.cache.peer;

import dev.larder.cache.feed.MapView;
import dev.larder.model.broadcast.BetweenDomains;
import dev.larder.model.broadcast.TickBudget;
import dev.larder.model.catalog.NetworkBudgets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node's warm-up may send and receive just now, by the newest catalog and map. Reads that somebody waits for are
 * counted and pass. Thread-safe.
 *
 * <p>What crosses from another domain of the widest level has a budget beside: this node's part of what its domain may
 * receive. A part that grew is taken only when the others, whose parts shrank, must have heard of it, so that the parts
 * are never more than the whole.
 */
public final class LinkBudgets {

    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** By default warm-up gets one part in so many of the network card. */
    private static final int OF_CARD = 4;

    private static final Duration HEARD = Duration.ofSeconds(10);

    private final Supplier<MapView> maps;
    private final Supplier<NetworkBudgets> budgets;
    private final long card;
    private final LongSupplier clock;
    private final TickBudget up = new TickBudget(0, TICK_NANOS);
    private final TickBudget down = new TickBudget(0, TICK_NANOS);
    private final Map<String, TickBudget> fromDomain = new HashMap<>();
    private @Nullable NetworkBudgets known;
    private @Nullable MapView knownMap;
    private long part;
    private long grown;
    private long grownAt;

    /**
     * @param card bytes per second of the network card; 0 if unknown
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public LinkBudgets(Supplier<MapView> maps, Supplier<NetworkBudgets> budgets, long card, LongSupplier clock) {
        this.maps = maps;
        this.budgets = budgets;
        this.card = card;
        this.clock = clock;
    }

    /**
     * Takes what may be sent now.
     *
     * @return 0 to {@code wanted}; if 0, ask again after {@link #pauseNanos}
     */
    int upload(int wanted, boolean warmUp) {
        refresh();
        if (!warmUp) {
            up.count(wanted, clock.getAsLong());
            return wanted;
        }
        return up.take(wanted, clock.getAsLong());
    }

    /** Takes what may be received now of that node. */
    int download(String from, int wanted, boolean warmUp) {
        refresh();
        long now = clock.getAsLong();
        TickBudget crossing = crossing(from);
        if (!warmUp) {
            down.count(wanted, now);
            if (crossing != null) {
                crossing.count(wanted, now);
            }
            return wanted;
        }
        int granted = down.take(wanted, now);
        if (crossing == null || granted == 0) {
            return granted;
        }
        int both = crossing.take(granted, now);
        down.giveBack(granted - both, now);
        return both;
    }

    long pauseNanos() {
        return up.untilNext(clock.getAsLong());
    }

    private synchronized void refresh() {
        NetworkBudgets newest = budgets.get();
        MapView map = maps.get();
        boolean due = grown > part && clock.getAsLong() - grownAt > HEARD.toNanos();
        // The same one, nearly always: this runs for all that comes, and comparing every number each time was a tenth
        // of that work.
        boolean same = newest == known || newest.equals(known);
        if (same && map == knownMap && !due) {
            known = newest;
            return;
        }
        if (!same) {
            up.limit(newest.upload() > 0 ? newest.upload() : card / OF_CARD);
            down.limit(newest.download() > 0 ? newest.download() : card / OF_CARD);
        }
        boolean first = known == null || known.betweenDomains() != newest.betweenDomains();
        known = newest;
        knownMap = map;
        divide(newest.betweenDomains(), map, first);
    }

    private void divide(long whole, MapView map, boolean first) {
        long next = whole == 0 || !map.isMember() ? whole : BetweenDomains.part(map.map(), map.self(), whole);
        if (first) {
            part = whole > 0 && isNewcomer(map) ? 1 : next;
        }
        long now = clock.getAsLong();
        if (next > part && next == grown && now - grownAt > HEARD.toNanos()) {
            part = next;
        } else if (next > part && next != grown) {
            grownAt = now;
        }
        part = Math.min(part, next);
        grown = next;
        fromDomain.values().forEach(budget -> budget.limit(part));
    }

    private static boolean isNewcomer(MapView map) {
        return map.isMember()
                && map.map().node(map.self()).previousWeight() == 0
                && map.map().nodes().stream().anyMatch(node -> node.previousWeight() > 0);
    }

    private synchronized @Nullable TickBudget crossing(String from) {
        MapView map = knownMap;
        if (part == 0 || map == null || !map.isMember()) {
            return null;
        }
        int index = map.map().indexOf(from);
        if (index < 0) {
            return null;
        }
        String domain = BetweenDomains.domain(map.map().node(index));
        return domain.equals(BetweenDomains.domain(map.map().node(map.self())))
                ? null
                : fromDomain.computeIfAbsent(domain, name -> new TickBudget(part, TICK_NANOS));
    }
}
