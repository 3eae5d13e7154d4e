package dev.larder.cache.fetch;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.model.manifest.ManifestEntry;

/** Says where extents come from and who keeps them. Thread-safe; never blocks. */
@FunctionalInterface
public interface Planner {
    FetchPlan plan(DatasetRevision revision, ManifestEntry entry, long extent);
}
