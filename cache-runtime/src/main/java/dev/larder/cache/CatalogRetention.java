package dev.larder.cache;

import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.store.Retention;
import dev.larder.model.catalog.DatasetEntry;

/**
 * What a node keeps of each Dataset when its disks are full: what the Dataset says. All are pinned while there is no
 * catalog. One that has left it is about to be dropped and gives way to everything: until then its space is of use to
 * others, and those that list the same blobs take over what it holds of them.
 */
record CatalogRetention(ServedCatalog served) implements Retention {

    private static final Keep GONE = Keep.evictable(Integer.MIN_VALUE);

    @Override
    public Keep of(String owner) {
        DatasetEntry dataset = served.dataset(owner);
        if (dataset == null) {
            return served.keeps(owner) ? Keep.PINNED : GONE;
        }
        var retention = dataset.retention();
        Keep keep = retention.pinned() ? Keep.PINNED : Keep.evictable(retention.priority());
        return retention.maxBytesPerNode() == 0 ? keep : keep.within(retention.maxBytesPerNode());
    }
}
