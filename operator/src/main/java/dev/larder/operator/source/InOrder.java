package dev.larder.operator.source;

import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestWriter;
import java.io.IOException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a manifest in the order it wants. Services list in that order but for names with rare characters (beyond the
 * basic plane, where UTF-16 and UTF-8 sort differently); such names wait in memory until a larger one has come.
 */
final class InOrder {
    private static final int WAITING_LIMIT = 200_000;

    private final ManifestWriter manifest;
    private final TreeMap<String, ManifestEntry> waiting = new TreeMap<>(ManifestEntry.PATH_ORDER);
    private long bytes;

    InOrder(ManifestWriter manifest) {
        this.manifest = manifest;
    }

    /** Bytes of all blobs so far. */
    long bytes() {
        return bytes;
    }

    void add(ManifestEntry entry) throws IOException {
        bytes += entry.size();
        if (rare(entry.path())) {
            waiting.put(entry.path(), entry);
            if (waiting.size() > WAITING_LIMIT) {
                throw new IOException("more than " + WAITING_LIMIT + " names with characters beyond U+D7FF");
            }
            return;
        }
        release(entry);
        manifest.add(entry);
    }

    ManifestWriter.Written finish() throws IOException {
        release(null);
        return manifest.finish();
    }

    private void release(@Nullable ManifestEntry before) throws IOException {
        while (!waiting.isEmpty()
                && (before == null || ManifestEntry.PATH_ORDER.compare(waiting.firstKey(), before.path()) < 0)) {
            manifest.add(waiting.pollFirstEntry().getValue());
        }
    }

    private static boolean rare(String path) {
        return path.chars().anyMatch(c -> c >= 0xd800);
    }
}
