package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.RevisionKey;
import dev.larder.cache.report.Holding;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.manifest.ManifestId;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What the last walks found. Datasets may have the same blobs, and so the same manifest, and want them in other places: each
 * has its own. One that wants its blobs elsewhere than when they were walked is not known, until they are walked again.
 * Thread-safe.
 */
final class Holdings {

    private final Map<RevisionKey, Found> found = new ConcurrentHashMap<>();

    /** @param dataset as it was when its manifest was walked */
    private record Found(DatasetEntry dataset, Holding holding) {}

    Holding of(DatasetEntry dataset, ManifestId revision) {
        Found known = found.get(new RevisionKey(dataset.uid(), revision));
        return known == null || !known.dataset.placedAs(dataset) ? Holding.UNKNOWN : known.holding;
    }

    void put(DatasetRevision revision, Holding holding) {
        found.put(revision.key(), new Found(revision.dataset(), holding));
    }

    /** If it is known, and wants its blobs where it wanted them then. */
    void change(DatasetRevision revision, UnaryOperator<Holding> change) {
        found.computeIfPresent(
                revision.key(),
                (key, known) -> known.dataset.placedAs(revision.dataset())
                        ? new Found(known.dataset, change.apply(known.holding))
                        : known);
    }

    /** Forgets all others. */
    void retain(Collection<DatasetRevision> revisions) {
        found.keySet().retainAll(revisions.stream().map(DatasetRevision::key).collect(Collectors.toSet()));
    }
}
