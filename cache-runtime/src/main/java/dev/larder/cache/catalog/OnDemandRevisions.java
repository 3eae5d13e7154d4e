package dev.larder.cache.catalog;

import dev.larder.model.blob.BlobVersion;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;

/**
 * A version of a blob that no Dataset lists, as a revision whose manifest has that blob alone: so it is placed, fetched,
 * stored and sent as all others are. Its id follows from the version, and is the same on every node.
 */
public final class OnDemandRevisions {

    private OnDemandRevisions() {}

    /** Costs some microseconds. */
    public static DatasetRevision of(OnDemand pool, BlobVersion version) {
        var blob = version.blob();
        var bytes = new ByteArrayOutputStream(512);
        try {
            var writer = new ManifestWriter(bytes, blob.account(), blob.container());
            writer.add(ManifestEntry.of(blob.path(), version.size(), version.etag(), Instant.EPOCH));
            var written = writer.finish();
            var dataset = new DatasetEntry(
                    OnDemand.UID,
                    OnDemand.UID,
                    OnDemand.UID,
                    blob.account(),
                    blob.container(),
                    pool.geometry(),
                    pool.scope(),
                    1,
                    WarmUp.ON_DEMAND,
                    0,
                    false,
                    List.of(new Revision(written.id(), written.manifestBytes(), true)));
            var manifest = Manifest.open(MemorySegment.ofArray(bytes.toByteArray()));
            return new DatasetRevision(dataset, written.id(), manifest, true);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
