package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;

/** What this node keeps of each Dataset, by one cluster map. */
public interface Shares {

    long epoch();

    /** All copies are where this map wants them, so nobody needs what it does not want here. */
    boolean settled();

    Share of(DatasetRevision revision);
}
