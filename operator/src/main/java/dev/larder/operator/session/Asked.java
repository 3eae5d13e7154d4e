package dev.larder.operator.session;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.Revision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What nodes are asked to hold of each Dataset, and since which catalog. What was said of a Dataset before it had another
 * revision, scope or number of copies says nothing of it now, whoever said it. Not thread-safe.
 */
final class Asked {
    private final Map<String, Since> since = new HashMap<>();
    private @Nullable Catalog newest;

    /** @param first it was so when this operator began, and is what the last one asked */
    private record Since(DatasetEntry entry, long version, boolean first) {}

    /** Takes over what was published. Returns the uids of those of which something else is asked now. */
    Set<String> by(Catalog catalog) {
        Set<String> other = new HashSet<>();
        if (catalog == newest) {
            return other;
        }
        boolean first = newest == null;
        newest = catalog;
        Set<String> uids = new HashSet<>();
        for (DatasetEntry entry : catalog.datasets()) {
            uids.add(entry.uid());
            Since before = since.get(entry.uid());
            if (before == null || !same(before.entry, entry)) {
                since.put(entry.uid(), new Since(entry, catalog.version(), first));
                other.add(entry.uid());
            }
        }
        since.keySet().retainAll(uids);
        return other;
    }

    private static boolean same(DatasetEntry before, DatasetEntry now) {
        return before.placedAs(now)
                && before.active().map(Revision::manifest).equals(now.active().map(Revision::manifest));
    }

    /** Version of the catalog that first asked for what is asked now. Only after {@link #by} that catalog. */
    long since(DatasetEntry entry) {
        Since known = since.get(entry.uid());
        return known == null ? Long.MAX_VALUE : known.version;
    }

    /** Whether the last operator asked for the same. */
    boolean asBefore(DatasetEntry entry) {
        Since known = since.get(entry.uid());
        return known != null && known.first;
    }
}
