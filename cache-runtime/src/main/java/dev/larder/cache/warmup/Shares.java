package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.FetchPlan.Peer;
import java.util.List;

/** What this node keeps of each Dataset, by one cluster map. */
public interface Shares {

    long epoch();

    /** All copies are where this map wants them, so nobody needs what it does not want here. */
    boolean settled();

    /** The nodes of this one's cell that may be fetched from. */
    List<Peer> mates();

    Share of(DatasetRevision revision);
}
