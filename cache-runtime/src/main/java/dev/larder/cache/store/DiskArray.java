package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several disks as one store, a {@link SegmentStore} on each. A chunk belongs on the disk that {@link DiskChoice} names,
 * or on the next that has room.
 *
 * <p>A disk that cannot be opened or fails later is out of use until the process is restarted: its chunks are misses, and
 * what would belong there goes to the others. The array has failed only when all of them have.
 *
 * <p>Where a chunk is is looked up in each disk's index, the likeliest first, and recorded nowhere: that costs a few probes
 * of memory for a miss, and needs no care when disks come, go or are full.
 */
public final class DiskArray implements ChunkStore {

    public static final int MOST_DISKS = 32;

    private static final Logger LOG = LoggerFactory.getLogger(DiskArray.class);

    /** A disk as it was configured; without a store if that could not be opened. */
    private record Shelf(
            StoreConfig config,
            @Nullable SegmentStore store,
            @Nullable String failure) {

        DiskUsage usage() {
            if (store == null) {
                return new DiskUsage(config.directory(), config.capacityBytes(), 0, failure);
            }
            StoreUsage usage = store.usage();
            return new DiskUsage(config.directory(), usage.capacityBytes(), usage.usedBytes(), usage.failure());
        }
    }

    private final List<Shelf> shelves;
    private final List<SegmentStore> stores;
    private final DiskChoice choice;

    private DiskArray(List<Shelf> shelves) {
        this.shelves = List.copyOf(shelves);
        List<SegmentStore> opened = new ArrayList<>();
        List<StoreConfig> configs = new ArrayList<>();
        for (Shelf shelf : shelves) {
            if (shelf.store != null) {
                opened.add(shelf.store);
                configs.add(shelf.config);
            }
        }
        this.stores = List.copyOf(opened);
        this.choice = new DiskChoice(configs);
    }

    /**
     * Opens the store on each disk; see {@link SegmentStore#open(StoreConfig)}. A disk that does not work is left out.
     *
     * @param disks 1 to {@link #MOST_DISKS}
     * @param retention whose quotas each disk has its part of, by capacity
     * @throws IOException if no disk works, or a directory is another store's or of an unknown format
     */
    public static DiskArray open(List<StoreConfig> disks, Retention retention) throws IOException {
        return open(disks, new LocalDisk(), retention);
    }

    static DiskArray open(List<StoreConfig> disks, Disk files, Retention retention) throws IOException {
        if (disks.isEmpty() || disks.size() > MOST_DISKS) {
            throw new IllegalArgumentException("A node has 1 to " + MOST_DISKS + " disks, not " + disks.size());
        }
        double capacity = disks.stream().mapToDouble(StoreConfig::capacityBytes).sum();
        List<Shelf> shelves = new ArrayList<>();
        try {
            IOException last = null;
            for (StoreConfig disk : disks) {
                try {
                    double part = disk.capacityBytes() / capacity;
                    Retention parted = owner -> retention.of(owner).part(part);
                    shelves.add(new Shelf(disk, SegmentStore.open(disk, files, parted), null));
                } catch (StoreRefusedException refused) {
                    throw refused;
                } catch (IOException e) {
                    LOG.error("{} is out of use until the process is restarted", disk.directory(), e);
                    shelves.add(new Shelf(disk, null, "Opening the store: " + e));
                    last = e;
                }
            }
            if (last != null && shelves.stream().allMatch(shelf -> shelf.store == null)) {
                throw last;
            }
        } catch (IOException | RuntimeException e) {
            new DiskArray(shelves).close();
            throw e;
        }
        return new DiskArray(shelves);
    }

    /** Of the first disk that could be opened. */
    public Path firstDirectory() {
        return shelves.stream()
                .filter(shelf -> shelf.store != null)
                .findFirst()
                .orElseThrow()
                .config
                .directory();
    }

    @Override
    public @Nullable StoredChunk open(ChunkId id) {
        int likeliest = choice.first(id, 0);
        StoredChunk chunk = stores.get(likeliest).open(id);
        for (int disk = 0; chunk == null && disk < stores.size(); disk++) {
            chunk = disk == likeliest ? null : stores.get(disk).open(id);
        }
        return chunk;
    }

    @Override
    public boolean holds(ChunkId id) {
        for (SegmentStore store : stores) {
            if (store.holds(id)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean holdsFor(String owner, ChunkId id) {
        for (SegmentStore store : stores) {
            if (store.holdsFor(owner, id)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Room room(String owner) {
        return stores.stream().map(store -> store.room(owner)).reduce(Room.NONE, Room::plus);
    }

    /** On the disk where it is, so that it is never on two. */
    @Override
    public @Nullable PutOutcome adopt(String owner, ChunkId id) {
        for (SegmentStore store : stores) {
            PutOutcome outcome = store.adopt(owner, id);
            if (outcome != null) {
                return outcome;
            }
        }
        return null;
    }

    @Override
    public void trim() {
        stores.forEach(SegmentStore::trim);
    }

    @Override
    public PutOutcome put(String owner, ChunkId id, BlockSums sums, List<ByteBuffer> bytes) {
        // It may have gone elsewhere while its own disk was full.
        if (stores.size() > 1 && holds(id)) {
            return new PutOutcome.AlreadyHeld();
        }
        PutOutcome refusal = new PutOutcome.DiskFailed("No disk works");
        long tried = 0;
        for (int disk = choice.first(id, tried); disk >= 0; disk = choice.first(id, tried)) {
            PutOutcome outcome = stores.get(disk).put(owner, id, sums, bytes);
            switch (outcome) {
                case PutOutcome.Stored stored -> {
                    return outcome;
                }
                case PutOutcome.AlreadyHeld held -> {
                    return outcome;
                }
                // What the best disk lacks is the answer; that others have failed is known from their usage.
                case PutOutcome.NoSpace full -> refusal = refusal instanceof PutOutcome.NoSpace ? refusal : outcome;
                case PutOutcome.DiskFailed broken ->
                    refusal = refusal instanceof PutOutcome.NoSpace ? refusal : outcome;
            }
            tried |= 1L << disk;
        }
        return refusal;
    }

    @Override
    public void remove(ChunkId id) {
        stores.forEach(store -> store.remove(id));
    }

    @Override
    public void discard(ChunkId id, String why) {
        stores.forEach(store -> store.discard(id, why));
    }

    @Override
    public void drop(String owner) {
        stores.forEach(store -> store.drop(owner));
    }

    @Override
    public void sync(String owner) {
        stores.forEach(store -> store.sync(owner));
    }

    /** Of the disks that work; a failure only when none does. */
    @Override
    public StoreUsage usage() {
        long capacity = 0;
        long used = 0;
        boolean works = false;
        Map<String, StoreUsage.Owner> owners = new HashMap<>();
        for (SegmentStore store : stores) {
            StoreUsage usage = store.usage();
            if (usage.failure() == null) {
                works = true;
                capacity += usage.capacityBytes();
                used += usage.usedBytes();
                usage.owners().forEach((owner, part) -> owners.merge(owner, part, StoreUsage.Owner::plus));
            }
        }
        return new StoreUsage(capacity, used, owners, works ? null : failures());
    }

    private String failures() {
        return disks().stream()
                .map(DiskUsage::failure)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** All that were configured, in their order. */
    public List<DiskUsage> disks() {
        return shelves.stream().map(Shelf::usage).toList();
    }

    /** Of all disks together, failed ones included: counters never go back. */
    public StoreCounters counters() {
        return stores.stream().map(SegmentStore::counters).reduce(StoreCounters.NONE, StoreCounters::plus);
    }

    /** Those that could be opened. */
    public List<SegmentStore> stores() {
        return stores;
    }

    /** Is run whenever a disk fails from now on, by the thread that noticed; it must not block. */
    public void onDiskFailure(Runnable action) {
        stores.forEach(store -> store.onFailure(action));
    }

    @Override
    public void close() {
        stores.forEach(SegmentStore::close);
    }
}
