package dev.larder.cache.origin;

import dev.larder.model.broadcast.OriginReads;
import dev.larder.model.broadcast.RankedTicks;
import dev.larder.model.broadcast.RequestSpacing;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.OriginShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node may ask of one storage account just now: its share of the account's limits, by the newest catalog. Reads
 * that somebody waits for come first, then warm-up in the order in which Datasets are warmed. Thread-safe.
 *
 * <p>A share counts only after this process has heard that its catalog was the newest. What it finds on its disk may be
 * from before its pod was made anew, and others have had its share since then.
 */
public final class AccountBudget {

    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What somebody waits for. */
    static final int FOREGROUND = 0;

    private final String account;
    private final OriginBudgets.Means means;
    private final RankedTicks bytes = new RankedTicks(TICK_NANOS);
    private final RequestSpacing requests = new RequestSpacing();
    private final OriginReads reads = new OriginReads();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder foregroundWaits = new LongAdder();
    private final LongAdder warmUpWaits = new LongAdder();
    private final List<Waiter> waiting = new ArrayList<>();
    private Map<String, Integer> ranks = Map.of();
    /** Of Datasets whose warm-up has a limit, by uid. */
    private Map<String, RankedTicks> warmUps = Map.of();

    private @Nullable Catalog known;
    private Share share = new Share(0, 0);
    private boolean heard;
    private boolean scheduled;

    /** Per second; {@link RankedTicks#UNLIMITED}: no limit. */
    record Share(long bytes, long requests) {}

    /** @param warmUpOf asked when there is something to take, since somebody may have begun to wait by then */
    private record Waiter(Runnable resume, Supplier<@Nullable String> warmUpOf, int wanted) {}

    AccountBudget(String account, OriginBudgets.Means means) {
        this.account = account;
        this.means = means;
    }

    /**
     * False: this node has no share, and such reads have to go through a node that has one.
     *
     * @param warmUpOf as in {@link #take}
     */
    boolean reads(@Nullable String warmUpOf) {
        Share now = share();
        RankedTicks own = warmUp(warmUpOf);
        return now.bytes > 0 && now.requests > 0 && (own == null || own.perTick() > 0);
    }

    /** The limit of that Dataset's warm-up, or null if it has none. */
    private synchronized @Nullable RankedTicks warmUp(@Nullable String of) {
        return of == null || warmUps.isEmpty() ? null : warmUps.get(of);
    }

    /** The account has refused a request. */
    void refused() {
        refusals.increment();
    }

    long refusals() {
        return refusals.sum();
    }

    /** How often nodes were told that the account has refused requests of some node. */
    long cuts() {
        return means.cuts().applyAsLong(account);
    }

    /**
     * Takes bytes that have arrived.
     *
     * @param warmUpOf uid of the Dataset that is warmed; null: somebody waits
     * @return 0 to {@code wanted}; if it is less, {@link #await} tells when to ask again
     */
    int take(int wanted, @Nullable String warmUpOf) {
        long all = share().bytes;
        RankedTicks own = warmUp(warmUpOf);
        if (all == RankedTicks.UNLIMITED && own == null) {
            return wanted;
        }
        long now = means.clock().getAsLong();
        int rank = rank(warmUpOf);
        int got = bytes.take(wanted, rank, now);
        if (own != null) {
            int both = own.take(got, FOREGROUND, now);
            bytes.giveBack(got - both, rank, now);
            got = both;
        }
        came(got, now);
        if (got < wanted) {
            (warmUpOf == null ? foregroundWaits : warmUpWaits).increment();
        }
        return got;
    }

    void giveBack(int count, @Nullable String warmUpOf) {
        long now = means.clock().getAsLong();
        bytes.giveBack(count, rank(warmUpOf), now);
        came(-count, now);
        RankedTicks own = warmUp(warmUpOf);
        if (own != null) {
            own.giveBack(count, FOREGROUND, now);
        }
    }

    private synchronized void came(long count, long now) {
        reads.took(count, now);
    }

    /**
     * Whether warm-up begins one more read: not while those that are under way use up the share.
     *
     * @param underWay reads of this account
     */
    boolean warms(int underWay) {
        long all = share().bytes;
        synchronized (this) {
            return all == RankedTicks.UNLIMITED
                    || reads.begin(underWay, all, means.clock().getAsLong());
        }
    }

    /** Runs this once there may be something to take; bounded by the reads that a node makes at a time. */
    void await(Runnable resume, Supplier<@Nullable String> warmUpOf, int wanted) {
        synchronized (this) {
            waiting.add(new Waiter(resume, warmUpOf, wanted));
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        schedule();
    }

    /** Nanoseconds until the next request may go; 0: now. */
    long requestPause() {
        share();
        return requests.pause(means.clock().getAsLong());
    }

    /** A request goes now. */
    void requested() {
        requests.sent(means.clock().getAsLong());
    }

    /** The lower, the earlier. */
    synchronized int rank(@Nullable String warmUpOf) {
        return warmUpOf == null ? FOREGROUND : ranks.getOrDefault(warmUpOf, Integer.MAX_VALUE);
    }

    /** What it may use now. */
    synchronized Share share() {
        Catalog newest = means.catalog().get();
        boolean was = heard;
        heard = heard || means.heard().getAsBoolean();
        if (newest == known && heard == was) {
            return share;
        }
        known = newest;
        OriginLimits limits =
                newest.origin(account).map(origin -> origin.limits()).orElse(null);
        int part = limits == null || !heard ? 0 : limits.share(means.node());
        share = limits == null
                ? new Share(0, 0)
                : new Share(of(limits.bytesPerSecond(), part), of(limits.requestsPerSecond(), part));
        bytes.limit(share.bytes);
        requests.limit(share.requests);
        Map<String, Integer> next = new HashMap<>();
        newest.datasets().stream()
                .sorted(DatasetEntry.TURN)
                .forEach(dataset -> next.put(dataset.uid(), next.size() + FOREGROUND + 1));
        ranks = next;
        warmUps(newest, part);
        return share;
    }

    private void warmUps(Catalog newest, int part) {
        Map<String, RankedTicks> next = new HashMap<>();
        for (DatasetEntry dataset : newest.datasets()) {
            if (dataset.account().equals(account) && dataset.warmUpBytesPerSecond() > 0) {
                RankedTicks own = warmUps.getOrDefault(dataset.uid(), new RankedTicks(TICK_NANOS));
                own.limit(OriginShare.of(dataset.warmUpBytesPerSecond(), part));
                next.put(dataset.uid(), own);
            }
        }
        warmUps = next;
    }

    private static long of(long limit, int part) {
        return limit == 0 ? RankedTicks.UNLIMITED : OriginShare.of(limit, part);
    }

    String account() {
        return account;
    }

    long waits(boolean foreground) {
        return (foreground ? foregroundWaits : warmUpWaits).sum();
    }

    private void schedule() {
        try {
            means.timer()
                    .schedule(
                            () -> means.executor().execute(this::wake),
                            bytes.untilNext(means.clock().getAsLong()),
                            TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // Reads end with the node.
        }
    }

    /** Those who came first stay first within their rank. */
    private void sort() {
        // Ranks may change at any moment, and must not while they are compared.
        List<Ranked> ranked = new ArrayList<>();
        waiting.forEach(each -> ranked.add(new Ranked(rank(each.warmUpOf().get()), each)));
        ranked.sort(Comparator.comparingInt(Ranked::rank));
        waiting.clear();
        ranked.forEach(each -> waiting.add(each.waiter));
    }

    private record Ranked(int rank, Waiter waiter) {}

    /** The first in line for what the tick holds; the others are not woken in vain. */
    private void wake() {
        List<Waiter> woken = new ArrayList<>();
        boolean more;
        synchronized (this) {
            share();
            long left = share.bytes > 0 ? bytes.perTick() : RankedTicks.UNLIMITED;
            sort();
            while (!waiting.isEmpty() && left > 0) {
                Waiter next = waiting.removeFirst();
                left -= next.wanted;
                woken.add(next);
            }
            more = !waiting.isEmpty();
            scheduled = more;
        }
        woken.forEach(waiter -> waiter.resume.run());
        if (more) {
            schedule();
        }
    }
}
