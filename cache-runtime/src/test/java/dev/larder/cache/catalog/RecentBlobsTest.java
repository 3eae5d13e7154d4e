package dev.larder.cache.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentBlobsTest {
    /** More than are remembered. */
    private static final int BLOBS = 10_000;

    private final ServedCatalog served = new ServedCatalog();

    @Test
    void isLookedUpOnce() throws IOException {
        serve(1, "a");

        var first = found(7);

        assertThat(first.entry().etag()).isEqualTo("a");
        assertThat(first.hash()).isEqualTo(BlobHash.of(address(7), "a"));
        assertThat(found(7)).isSameAs(first);
    }

    @Test
    void isAnsweredByTheNewestCatalogOnly() throws IOException {
        serve(1, "a");
        found(7);
        serve(2, "b");

        assertThat(found(7).entry().etag()).isEqualTo("b");
    }

    @Test
    void moreBlobsThanAreRememberedAreNeverTakenForEachOther() throws IOException {
        serve(1, "a");
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < BLOBS; i++) {
                assertThat(found(i).entry().path()).isEqualTo(path(i));
            }
        }
    }

    private Resolution.InDataset found(int i) {
        return (Resolution.InDataset) served.resolve(address(i));
    }

    private static BlobRef address(int i) {
        return new BlobRef("contoso", "train", path(i));
    }

    private static String path(int i) {
        return "b%05d".formatted(i);
    }

    private void serve(long version, String etag) throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new ManifestWriter(out, "contoso", "train");
        for (int i = 0; i < BLOBS; i++) {
            writer.add(ManifestEntry.of(path(i), 8, etag, Instant.EPOCH));
        }
        var written = writer.finish();
        var revision = new Revision(written.id(), written.manifestBytes(), true);
        var dataset = new DatasetEntry(
                "uid",
                "ns",
                "data",
                "contoso",
                "train",
                new Geometry(4 << 20, 16 << 20),
                "Cluster",
                1,
                WarmUp.ON_DEMAND,
                0,
                false,
                List.of(revision));
        served.update(
                new Catalog(version, List.of(), List.of(dataset)),
                id -> Manifest.open(MemorySegment.ofArray(out.toByteArray())));
    }
}
