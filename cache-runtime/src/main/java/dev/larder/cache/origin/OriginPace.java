package dev.larder.cache.origin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests to one storage account go one after the other, as fast as its {@link RequestRate} and this node's
 * {@link AccountBudget} allow: who is waited for first, then warm-up in its order, as few at a time as use up the budget. Who waits is
 * bounded by the reads that a node makes at a time. Thread-safe.
 */
final class OriginPace {

    /** More than this an origin cannot ask for: reads would fail for want of an answer that somebody mistyped. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

    /** How soon it shows that what is under way no longer uses up the budget. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final AccountBudget budget;
    private final RequestRate rate = new RequestRate(System.nanoTime());
    private final Deque<Turn> waiting = new ArrayDeque<>();
    /** Requests that went and are not over. */
    private int underWay;

    /** Looks at who waits that were planned; only the last of them happens. */
    private long looks;

    private long cuts;

    /** Who waits for a turn. */
    interface Turn {
        /** False: passed over, and costs nothing. Must take no locks. */
        boolean wanted();

        /** As {@link OriginSink#warmUpOf}. */
        @Nullable
        String warmUpOf();

        /** On a thread of the executor, or of the one who asked; without locks. */
        void go();

        /** No turn will come: the node is closing. */
        void closing();
    }

    OriginPace(AccountBudget budget, ScheduledExecutorService timer, Executor executor) {
        this.budget = budget;
        this.cuts = budget.cuts();
        this.timer = timer;
        this.executor = executor;
    }

    /** @param first before all others of its rank: it had its turn and was refused */
    void enter(Turn turn, boolean first) {
        boolean now;
        synchronized (this) {
            now = !first && isNext(turn) && pause() == 0 && begins(turn);
            if (now) {
                sent();
            } else if (first) {
                waiting.addFirst(turn);
            } else {
                waiting.addLast(turn);
            }
        }
        if (now) {
            turn.go();
        } else {
            serve();
        }
    }

    /**
     * An answer has begun, or there will be none: once for each request that went.
     *
     * @param sent when it went, by {@link System#nanoTime()}
     */
    synchronized void answered(long sent) {
        rate.answered(sent, System.nanoTime());
    }

    /** A request that went is over, however it ended. {@link #answered} came before. */
    void over() {
        synchronized (this) {
            underWay--;
            if (waiting.isEmpty()) {
                return;
            }
        }
        serveElsewhere();
    }

    /**
     * The origin said that it is asked too often.
     *
     * @param sent when the request went, by {@link System#nanoTime()}
     * @param retryAfter how long it wants to be left alone; zero: it did not say
     */
    synchronized void refused(long sent, Duration retryAfter) {
        Duration hold = retryAfter.compareTo(LONGEST_HOLD) < 0 ? retryAfter : LONGEST_HOLD;
        rate.refused(sent, System.nanoTime(), hold.toNanos());
        budget.refused();
    }

    /** Whether the origin has refused requests; otherwise only the budget makes them wait. */
    synchronized boolean isThrottled() {
        return !Double.isInfinite(rate.perSecond());
    }

    private long pause() {
        long heard = budget.cuts();
        if (heard > cuts) {
            rate.heard(System.nanoTime());
        }
        // Another operator counts anew.
        cuts = heard;
        return Math.max(rate.pause(System.nanoTime()), budget.requestPause());
    }

    private void sent() {
        rate.sent(System.nanoTime());
        budget.requested();
        underWay++;
    }

    /** Nobody waits who comes before it. */
    private boolean isNext(Turn turn) {
        return turn.warmUpOf() == null
                ? waiting.stream().noneMatch(other -> other.warmUpOf() == null)
                : waiting.isEmpty();
    }

    private boolean begins(Turn turn) {
        return turn.warmUpOf() == null || budget.warms(underWay);
    }

    /** The first of the best rank that is still wanted, or null. */
    private @Nullable Turn best() {
        waiting.removeIf(turn -> !turn.wanted());
        Turn best = null;
        int rank = 0;
        for (Turn turn : waiting) {
            int its = budget.rank(turn.warmUpOf());
            if (best == null || its < rank) {
                best = turn;
                rank = its;
            }
        }
        return best;
    }

    private void serve() {
        while (true) {
            Turn turn;
            long pause;
            long planned;
            synchronized (this) {
                turn = best();
                if (turn == null) {
                    return;
                }
                pause = pause();
                if (pause == 0 && !begins(turn)) {
                    pause = LOOK_AGAIN.toNanos();
                }
                if (pause == 0) {
                    waiting.remove(turn);
                    sent();
                } else {
                    looks++;
                }
                planned = looks;
            }
            try {
                if (pause == 0) {
                    executor.execute(turn::go);
                } else {
                    timer.schedule(() -> look(planned), pause, TimeUnit.NANOSECONDS);
                    return;
                }
            } catch (RejectedExecutionException closing) {
                turn.closing();
                close();
                return;
            }
        }
    }

    private void look(long planned) {
        synchronized (this) {
            if (looks != planned) {
                return;
            }
        }
        serveElsewhere();
    }

    private void serveElsewhere() {
        try {
            executor.execute(this::serve);
        } catch (RejectedExecutionException closing) {
            close();
        }
    }

    /** Nobody will serve those who wait. */
    private void close() {
        Deque<Turn> all;
        synchronized (this) {
            all = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        all.forEach(Turn::closing);
    }
}
