package dev.larder.cache.fetch;

import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.model.broadcast.Slowness;
import dev.larder.model.report.NodeReport;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast other nodes send to this one, and which of them are slow ({@link Slowness}). Only bytes that a source has on its
 * disk count: one that passes on what it receives itself is as slow as its own source. Thread-safe.
 *
 * <p>A source is avoided for a while by all reads, but said to be slow only by warm-up, of which every source sends to
 * a few at a time: a node that a thousand clients read from is loaded, not slow. And only while more sources are good
 * than slow: who finds most of them slow is slow himself, and begins to measure anew.
 */
public final class SourceSpeeds {

    private static final Logger LOG = LoggerFactory.getLogger(SourceSpeeds.class);

    /** As long as the operator lets pass between two epochs: then the map may know. */
    private static final Duration AVOIDED = Duration.ofSeconds(5);

    /** Long enough that three nodes say it at the same time. */
    private static final Duration SAID = Duration.ofSeconds(30);

    /** What comes in less time says nothing about the link. */
    private static final double SHORTEST_SECONDS = 0.01;

    /** So much may come at once over a link that was idle, however slow it is: its token buckets are full, and so are buffers. */
    private static final long AT_ONCE = 256 << 10;

    private final Slowness limit;
    private final LongSupplier clock;
    private final Map<Peer, Long> good = new HashMap<>();
    private final Map<Peer, Long> slow = new HashMap<>();
    private final Map<Peer, Long> avoided = new HashMap<>();
    private double bestOfWarmUp;
    private double bestOfReads;
    private long found;
    private int flowing;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    public SourceSpeeds(Slowness limit, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * A transfer that is about to be asked for.
     *
     * @param warmUp nobody waits for it
     * @param elsewhere there is another source, so that this one may be given up
     */
    Pace begin(Peer source, boolean warmUp, boolean elsewhere) {
        return new Pace(source, warmUp, elsewhere);
    }

    /** It was slow a moment ago. */
    synchronized boolean avoids(Peer source) {
        return isWithin(AVOIDED, avoided.get(source));
    }

    /** Names of nodes that were slow to this node's warm-up lately, the latest first; as many as a report may name. */
    public synchronized List<String> slowPeers() {
        forget();
        if (slow.size() > good.size()) {
            return List.of();
        }
        return slow.entrySet().stream()
                .sorted(Map.Entry.<Peer, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(NodeReport.MAX_SLOW_PEERS)
                .map(entry -> entry.getKey().node())
                .toList();
    }

    /** How often a source was found slow since the start. */
    public synchronized long found() {
        return found;
    }

    private boolean isWithin(Duration limit, @Nullable Long at) {
        return at != null && clock.getAsLong() - at < limit.toNanos();
    }

    private void forget() {
        good.values().removeIf(at -> !isWithin(SAID, at));
        slow.values().removeIf(at -> !isWithin(SAID, at));
        avoided.values().removeIf(at -> !isWithin(AVOIDED, at));
    }

    private synchronized double best(boolean warmUp) {
        return warmUp ? bestOfWarmUp : bestOfReads;
    }

    /** Transfers of which bytes come now: they share this node's link. */
    public synchronized int flowing() {
        return flowing;
    }

    private synchronized double part() {
        return limit.part(Math.max(1, flowing));
    }

    private synchronized void flowing(int change) {
        flowing += change;
    }

    private synchronized void isSlow(Peer source, boolean warmUp) {
        long now = clock.getAsLong();
        found++;
        avoided.put(source, now);
        if (warmUp) {
            good.remove(source);
            slow.put(source, now);
            forget();
            if (slow.size() > 1 && slow.size() > good.size()) {
                bestOfWarmUp = 0;
                slow.clear();
                avoided.clear();
            }
        }
    }

    private synchronized void ended(Peer source, boolean warmUp, long bytes, double seconds) {
        if (warmUp) {
            bestOfWarmUp = Slowness.best(bestOfWarmUp, bytes, seconds);
            if (!slow.containsKey(source)) {
                good.put(source, clock.getAsLong());
            }
        } else {
            bestOfReads = Slowness.best(bestOfReads, bytes, seconds);
        }
    }

    /** One transfer. Used by one thread at a time. It ends with {@link #over}. */
    public final class Pace {

        private final Peer source;
        private final boolean warmUp;
        private final boolean elsewhere;
        private final long began = clock.getAsLong();
        /** Since when nothing was added to the time of the source. */
        private long marked = began;

        private boolean stored;
        private boolean waiting;
        private boolean judged;
        private long length;
        private boolean flowing;
        private boolean over;
        private long nanos;
        /** The same, each times the part of the link that it could count on. */
        private double partNanos;

        private long storedBytes;
        private long bytes;

        private Pace(Peer source, boolean warmUp, boolean elsewhere) {
            this.source = source;
            this.warmUp = warmUp;
            this.elsewhere = elsewhere;
        }

        /** How many bytes the source is asked for: many are left alone for longer. */
        public void asks(long count) {
            length = count;
        }

        /**
         * Bytes came.
         *
         * @param fromDisk the source has all of the chunk on its disk
         */
        public void flows(int count, boolean fromDisk) {
            mark();
            flowing(!over);
            stored = fromDisk;
            bytes += count;
            storedBytes += fromDisk ? count : 0;
        }

        /** The source has nothing to send for now. */
        public void rests() {
            mark();
            flowing(false);
            stored = false;
        }

        /** Whether this node takes nothing, for reasons of its own: that time is not the source's. */
        public void waits(boolean now) {
            mark();
            waiting = now;
        }

        private void mark() {
            long now = clock.getAsLong();
            if (stored && !waiting) {
                nanos += now - marked;
                partNanos += (now - marked) * part();
            }
            marked = now;
        }

        /** Whether to give this source up. To be asked now and then. */
        public boolean isTooSlow() {
            mark();
            if (!judged && isBelowPart()) {
                judged = true;
                LOG.info(
                        "{} is slow: {} of {} bytes in {} ms, of the link {} ms; the best of {} is {} bytes a second",
                        source,
                        storedBytes,
                        length,
                        nanos / 1_000_000,
                        (long) (partNanos / 1e6),
                        warmUp ? "warm-up" : "reads",
                        (long) best(warmUp));
                isSlow(source, warmUp);
            }
            return judged && elsewhere;
        }

        private boolean isBelowPart() {
            return limit.isSlow(storedBytes, length, nanos / 1e9, partNanos / 1e9, best(warmUp));
        }

        /** All came that was asked for. */
        public void ended() {
            if (bytes > 0 && !judged) {
                // All of the time, so that what has queued up while this node waited does not count as speed.
                double seconds = Math.max(SHORTEST_SECONDS, (clock.getAsLong() - began) / 1e9);
                SourceSpeeds.this.ended(source, warmUp, Math.max(bytes / 2, bytes - AT_ONCE), seconds);
            }
        }

        /** Nothing more comes, for whatever reason. To be called once it is known, and may be again. */
        public void over() {
            over = true;
            flowing(false);
        }

        private void flowing(boolean now) {
            if (flowing != now) {
                flowing = now;
                SourceSpeeds.this.flowing(now ? 1 : -1);
            }
        }
    }
}
