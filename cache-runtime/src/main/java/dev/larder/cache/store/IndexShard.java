package dev.larder.cache.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One part of a {@link ChunkIndex}. Thread-safe; its lock is held for a few instructions, except while the table grows
 * (which is why the index has many shards).
 *
 * <p>Entries are dense in pages of primitive arrays, which never move; the table has one int per slot, linear probing,
 * and is at most 3/4 full. So a chunk costs 32 bytes and 5 to 11 of the table. A removed entry is replaced by the last.
 */
final class IndexShard {

    /** Set in an entry's length when the bytes have yet to be compared with their CRC. */
    static final int UNVERIFIED = 1 << 31;

    /** What the finder of an entry does with it, under the shard's lock: short, and taking no lock but that of pins. */
    interface Found<T> {
        @Nullable
        T at(int segment, int unit, int flaggedLength, int crc);
    }

    interface Seen {
        void entry(long high, long low, int segment, int unit, int flaggedLength, int crc);
    }

    interface Chosen {
        boolean entry(int segment, int unit);
    }

    private static final int PAGE = 256;

    private long[][] ids = new long[0][];
    private int[][] places = new int[0][];
    private int[] table = new int[16];
    private int size;

    synchronized int size() {
        return size;
    }

    synchronized <T> @Nullable T find(long high, long low, Found<T> found) {
        int entry = table[slot(high, low)] - 1;
        return entry < 0 ? null : found.at(place(entry, 0), place(entry, 1), place(entry, 2), place(entry, 3));
    }

    /** False, changing nothing, if the id is here and {@code replace} does not choose its entry. */
    synchronized boolean insert(
            long high, long low, int segment, int unit, int flaggedLength, int crc, Chosen replace) {
        int slot = slot(high, low);
        int entry = table[slot] - 1;
        if (entry >= 0) {
            if (!replace.entry(place(entry, 0), place(entry, 1))) {
                return false;
            }
        } else {
            if ((size + 1) * 4L > table.length * 3L) {
                grow();
                slot = slot(high, low);
            }
            entry = size++;
            addPage();
            table[slot] = entry + 1;
        }
        set(entry, high, low, segment, unit, flaggedLength, crc);
        return true;
    }

    /** False, changing nothing, unless the id is here in the place that {@code from} chooses. */
    synchronized boolean move(long high, long low, int segment, int unit, int flaggedLength, int crc, Chosen from) {
        int entry = table[slot(high, low)] - 1;
        if (entry < 0 || !from.entry(place(entry, 0), place(entry, 1))) {
            return false;
        }
        set(entry, high, low, segment, unit, flaggedLength, crc);
        return true;
    }

    /** Removes the entry unless {@code found} answers null. */
    synchronized <T> @Nullable T remove(long high, long low, Found<T> found) {
        T answer = find(high, low, found);
        if (answer != null) {
            int slot = slot(high, low);
            removeAt(slot, table[slot] - 1);
        }
        return answer;
    }

    synchronized void removeAll(Chosen chosen) {
        for (int entry = size - 1; entry >= 0; entry--) {
            if (chosen.entry(place(entry, 0), place(entry, 1))) {
                removeAt(slot(high(entry), low(entry)), entry);
            }
        }
    }

    synchronized void verified(long high, long low, Chosen chosen) {
        int entry = table[slot(high, low)] - 1;
        if (entry >= 0 && chosen.entry(place(entry, 0), place(entry, 1))) {
            places[entry / PAGE][entry % PAGE * 4 + 2] &= ~UNVERIFIED;
        }
    }

    synchronized void forEach(Seen seen) {
        for (int entry = 0; entry < size; entry++) {
            seen.entry(high(entry), low(entry), place(entry, 0), place(entry, 1), place(entry, 2), place(entry, 3));
        }
    }

    /** Where the id is, or the empty slot where it would go. */
    private int slot(long high, long low) {
        int mask = table.length - 1;
        int slot = home(high, low);
        while (true) {
            int entry = table[slot] - 1;
            if (entry < 0 || (high(entry) == high && low(entry) == low)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    private int home(long high, long low) {
        return (int) (ChunkIndex.mix(high, low) & table.length - 1);
    }

    private void removeAt(int slot, int entry) {
        int last = --size;
        if (entry != last) {
            int slotOfLast = slot(high(last), low(last));
            set(entry, high(last), low(last), place(last, 0), place(last, 1), place(last, 2), place(last, 3));
            table[slotOfLast] = entry + 1;
        }
        close(slot);
        dropPage();
    }

    /** Empties a slot and moves back what probing would no longer find behind it. */
    private void close(int slot) {
        int mask = table.length - 1;
        int hole = slot;
        int next = slot;
        while (true) {
            next = next + 1 & mask;
            int entry = table[next] - 1;
            if (entry < 0) {
                table[hole] = 0;
                return;
            }
            int home = home(high(entry), low(entry));
            if ((next - home & mask) >= (next - hole & mask)) {
                table[hole] = entry + 1;
                hole = next;
            }
        }
    }

    private void grow() {
        table = new int[table.length * 2];
        for (int entry = 0; entry < size; entry++) {
            table[slot(high(entry), low(entry))] = entry + 1;
        }
    }

    private void addPage() {
        if ((size - 1) / PAGE == ids.length) {
            ids = Arrays.copyOf(ids, ids.length + 1);
            places = Arrays.copyOf(places, places.length + 1);
            ids[ids.length - 1] = new long[PAGE * 2];
            places[places.length - 1] = new int[PAGE * 4];
        }
    }

    /** Keeps one empty page, so that a size that moves about a boundary does not allocate. */
    private void dropPage() {
        int needed = size / PAGE + 1;
        if (ids.length > needed) {
            ids = Arrays.copyOf(ids, needed);
            places = Arrays.copyOf(places, needed);
        }
    }

    private long high(int entry) {
        return ids[entry / PAGE][entry % PAGE * 2];
    }

    private long low(int entry) {
        return ids[entry / PAGE][entry % PAGE * 2 + 1];
    }

    private int place(int entry, int field) {
        return places[entry / PAGE][entry % PAGE * 4 + field];
    }

    private void set(int entry, long high, long low, int segment, int unit, int flaggedLength, int crc) {
        long[] id = ids[entry / PAGE];
        int[] place = places[entry / PAGE];
        int at = entry % PAGE;
        id[at * 2] = high;
        id[at * 2 + 1] = low;
        place[at * 4] = segment;
        place[at * 4 + 1] = unit;
        place[at * 4 + 2] = flaggedLength;
        place[at * 4 + 3] = crc;
    }
}
