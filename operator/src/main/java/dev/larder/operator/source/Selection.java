package dev.larder.operator.source;

import dev.larder.crds.dataset.AzureBlob;
import dev.larder.model.manifest.PathFilter;

/** Which blobs a Dataset means, counting both kinds. Not thread-safe. */
final class Selection {
    private final String prefix;
    private final PathFilter filter;
    private long selected;
    private long skipped;

    /** @throws IllegalArgumentException if a pattern is none */
    Selection(AzureBlob what) {
        prefix = what.prefix();
        filter = new PathFilter(what.include(), what.exclude());
    }

    boolean selects(String name) {
        boolean selects = filter.matches(name.substring(prefix.length()));
        if (selects) {
            selected++;
        } else {
            skipped++;
        }
        return selects;
    }

    long selected() {
        return selected;
    }

    long skipped() {
        return skipped;
    }
}
