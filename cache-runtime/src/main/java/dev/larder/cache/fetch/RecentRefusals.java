package dev.larder.cache.fetch;

import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blobs about which the origin has just said something final (gone, changed, denied): asking again for each reader would
 * turn a broken Dataset into a storm. Bounded; thread-safe.
 */
final class RecentRefusals {

    private static final int MOST = 10_000;
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private record Key(String manifest, long ordinal) {}

    private record Refusal(FillFailure why, long at) {}

    private final Map<Key, Refusal> refusals = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Refusal> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(ChunkRef ref, FillFailure why) {
        refusals.put(key(ref), new Refusal(why, System.nanoTime()));
    }

    synchronized @Nullable FillFailure find(ChunkRef ref) {
        if (refusals.isEmpty()) {
            return null;
        }
        Refusal refusal = refusals.get(key(ref));
        if (refusal == null) {
            return null;
        }
        if (System.nanoTime() - refusal.at > REMEMBERED.toNanos()) {
            refusals.remove(key(ref));
            return null;
        }
        return refusal.why;
    }

    private static Key key(ChunkRef ref) {
        return new Key(ref.revision().id().hex(), ref.ordinal());
    }
}
