package dev.larder.cache.pool;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded table without locks: each hash has four places, of which the last that came takes the first and the one
 * that came before the others is forgotten. Thread-safe; what races lose is an entry, which is asked for again.
 *
 * @param <T> immutable
 */
final class RecentTable<T> {

    private static final int WAYS = 4;

    private final AtomicReferenceArray<@Nullable T> places;
    private final int shift;

    /** @param places a power of two, at least 8 */
    RecentTable(int places) {
        this.places = new AtomicReferenceArray<>(places);
        this.shift = Integer.SIZE - Integer.numberOfTrailingZeros(places / WAYS);
    }

    @Nullable
    T find(int hash, Predicate<T> is) {
        int first = first(hash);
        for (int i = first; i < first + WAYS; i++) {
            var entry = places.get(i);
            if (entry != null && is.test(entry)) {
                return entry;
            }
        }
        return null;
    }

    /** @param same whether an entry is one that the new one takes the place of */
    void put(int hash, T entry, Predicate<T> same) {
        int first = first(hash);
        var moved = entry;
        for (int i = first; i < first + WAYS && moved != null; i++) {
            moved = places.getAndSet(i, moved);
            if (moved != null && same.test(moved)) {
                moved = null;
            }
        }
    }

    void remove(int hash, Predicate<T> is) {
        int first = first(hash);
        for (int i = first; i < first + WAYS; i++) {
            var entry = places.get(i);
            if (entry != null && is.test(entry)) {
                places.compareAndSet(i, entry, null);
            }
        }
    }

    void removeIf(Predicate<T> is) {
        for (int i = 0; i < places.length(); i++) {
            var entry = places.get(i);
            if (entry != null && is.test(entry)) {
                places.compareAndSet(i, entry, null);
            }
        }
    }

    private int first(int hash) {
        return (hash * 0x9e3779b9) >>> shift << 2;
    }
}
