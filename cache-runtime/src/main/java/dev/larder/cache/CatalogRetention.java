package dev.larder.cache;

import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.store.Retention;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.WarmUp;

/**
 * What a node keeps of each Dataset when its disks are full. Warmed Datasets had their space reserved and are pinned; those
 * that are fetched as they are read give way to them, and among each other the one of lower priority does. A Dataset that
 * is not in the catalog counts as pinned: either there is no catalog yet, or it is about to be dropped.
 */
record CatalogRetention(ServedCatalog served) implements Retention {

    @Override
    public Keep of(String owner) {
        DatasetEntry dataset = served.dataset(owner);
        return dataset == null || dataset.warmUp() == WarmUp.FULL ? Keep.PINNED : Keep.evictable(dataset.priority());
    }
}
