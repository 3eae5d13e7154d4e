package dev.larder.model.manifest;

import dev.larder.model.blob.BlobHash;
import java.util.Iterator;

/** Reads a whole manifest: nothing is missing, out of order, or hashed wrongly, and the sums are right. */
final class FullCheck {
    private FullCheck() {}

    static void run(Manifest manifest, BlockTable blocks) {
        if (!blocks.indexIntact()) {
            throw new ManifestException("its index's checksum does not match");
        }
        Sums sums = new Sums(manifest);
        manifest.walk(sums);
        if (sums.total != manifest.totalBytes() || sums.entries.hasNext()) {
            throw new ManifestException("its blobs have " + sums.total + " bytes, not " + manifest.totalBytes());
        }
    }

    private static final class Sums implements Manifest.Visitor {
        private final Manifest manifest;
        private final Iterator<ManifestEntry> entries;
        private String last = "";
        private long total;

        Sums(Manifest manifest) {
            this.manifest = manifest;
            this.entries = manifest.from(0);
        }

        @Override
        public void blob(long ordinal, long hashHigh, long hashLow, long size) {
            ManifestEntry entry = entries.next();
            if (ManifestEntry.PATH_ORDER.compare(last, entry.path()) >= 0) {
                throw new ManifestException("entry " + ordinal + " is out of order");
            }
            BlobHash hash = BlobHash.of(manifest.account(), manifest.container(), entry.path(), entry.etag());
            if (hash.high() != hashHigh || hash.low() != hashLow) {
                throw new ManifestException("entry " + ordinal + " has a wrong hash");
            }
            last = entry.path();
            total += size;
        }
    }
}
