package dev.larder.cache;

import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.store.Retention;
import dev.larder.model.catalog.DatasetEntry;

/**
 * What a node keeps of each Dataset when its disks are full: what the Dataset says. One that is not in the catalog counts
 * as pinned: either there is no catalog yet, or it is about to be dropped.
 */
record CatalogRetention(ServedCatalog served) implements Retention {

    @Override
    public Keep of(String owner) {
        DatasetEntry dataset = served.dataset(owner);
        if (dataset == null) {
            return Keep.PINNED;
        }
        var retention = dataset.retention();
        Keep keep = retention.pinned() ? Keep.PINNED : Keep.evictable(retention.priority());
        return retention.maxBytesPerNode() == 0 ? keep : keep.within(retention.maxBytesPerNode());
    }
}
