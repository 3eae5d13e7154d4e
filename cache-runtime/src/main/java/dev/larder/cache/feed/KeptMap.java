package dev.larder.cache.feed;

import dev.larder.model.map.ClusterMap;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest cluster map on disk. A large one changes often, and to encode it costs more than all else that a node does
 * about a change, so it is written less often the larger it is ({@link #pause}): a crash may lose what changed since, and
 * the node then starts with a map that is a few versions old, as any that was away does. Thread-safe.
 */
final class KeptMap implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptMap.class);
    private static final int AT_ONCE = 1_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final StateFile file;
    private final Function<ClusterMap, Duration> pause;
    private @Nullable ClusterMap unwritten;
    /** Waits until the next may be written; null if that is now. */
    private @Nullable Thread waiting;

    private boolean closed;

    KeptMap(StateFile file) {
        this(file, KeptMap::pause);
    }

    /** @param pause between two writes */
    KeptMap(StateFile file, Function<ClusterMap, Duration> pause) {
        this.file = file;
        this.pause = pause;
    }

    /** None for up to 1,000 nodes; else a millisecond for each, at most 30 s. */
    static Duration pause(ClusterMap map) {
        Duration each = Duration.ofMillis(map.size());
        return map.size() <= AT_ONCE ? Duration.ZERO : each.compareTo(LONGEST) < 0 ? each : LONGEST;
    }

    /** Blocks on the disk if it may be written now. */
    synchronized void keep(ClusterMap next) {
        unwritten = next;
        if (waiting == null) {
            flush();
            Duration length = pause.apply(next);
            if (!length.isZero() && !closed) {
                waiting = Thread.ofVirtual().start(() -> await(length));
            }
        }
    }

    private void await(Duration length) {
        try {
            Thread.sleep(length);
            synchronized (this) {
                waiting = null;
                ClusterMap newest = unwritten;
                if (newest != null) {
                    keep(newest);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what was held back. */
    synchronized void flush() {
        ClusterMap newest = unwritten;
        if (newest == null || closed) {
            return;
        }
        try {
            file.write(newest.encode());
            unwritten = null;
        } catch (IOException e) {
            // A full disk must not keep a node from following the cluster.
            LOG.warn("the map could not be written: {}", e.toString());
        }
    }

    /** Writes nothing any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
