package dev.larder.operator.source;

import dev.larder.crds.dataset.AzureBlob;
import java.util.List;

/** Which blobs a Dataset means, counting both kinds. Not thread-safe. */
final class Selection {
    private final String prefix;
    private final List<Glob> include;
    private final List<Glob> exclude;
    private long selected;
    private long skipped;

    Selection(AzureBlob what) {
        prefix = what.prefix();
        include = what.include().stream().map(Glob::parse).toList();
        exclude = what.exclude().stream().map(Glob::parse).toList();
    }

    boolean selects(String name) {
        String path = name.substring(prefix.length());
        boolean selects = (include.isEmpty() || include.stream().anyMatch(g -> g.matches(path)))
                && exclude.stream().noneMatch(g -> g.matches(path));
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
