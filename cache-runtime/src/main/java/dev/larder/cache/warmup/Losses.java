package dev.larder.cache.warmup;

import dev.larder.cache.store.ChunkStore;
import dev.larder.cache.store.StoreUsage;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.WarmUp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Notices that Datasets that are to be warm but are not pinned have given way to others. For one thread. */
final class Losses {

    private final ChunkStore store;
    private final Map<String, Long> chunks = new HashMap<>();

    Losses(ChunkStore store) {
        this.store = store;
    }

    /** From now on counts what is less than it is now. */
    void begin(Collection<DatasetEntry> datasets) {
        chunks.clear();
        Map<String, StoreUsage.Owner> owners = store.usage().owners();
        for (DatasetEntry dataset : datasets) {
            StoreUsage.Owner owner = owners.get(dataset.uid());
            if (owner != null
                    && dataset.warmUp() == WarmUp.FULL
                    && !dataset.retention().pinned()) {
                chunks.put(dataset.uid(), owner.chunks());
            }
        }
    }

    boolean any() {
        if (chunks.isEmpty()) {
            return false;
        }
        Map<String, StoreUsage.Owner> owners = store.usage().owners();
        return chunks.entrySet().stream().anyMatch(known -> {
            StoreUsage.Owner owner = owners.get(known.getKey());
            return owner == null || owner.chunks() < known.getValue();
        });
    }
}
