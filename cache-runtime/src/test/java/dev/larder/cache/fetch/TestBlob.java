package dev.larder.cache.fetch;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.read.ChunkRef;
import dev.larder.model.blob.Geometry;
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
import java.util.stream.IntStream;

/** The only blob of a revision. */
final class TestBlob {

    private TestBlob() {}

    static List<ChunkRef> chunks(int size, int chunkBytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ManifestWriter writer = new ManifestWriter(bytes, "account", "container");
        ManifestEntry entry = ManifestEntry.of("blob", size, "0x1", Instant.EPOCH);
        writer.add(entry);
        ManifestWriter.Written written = writer.finish();
        DatasetEntry dataset = new DatasetEntry(
                "uid",
                "ns",
                "ds",
                "account",
                "container",
                new Geometry(chunkBytes, 4 * chunkBytes),
                "Node",
                1,
                WarmUp.FULL,
                0,
                false,
                List.of(new Revision(written.id(), written.manifestBytes(), true)));
        DatasetRevision revision = new DatasetRevision(
                dataset, written.id(), Manifest.open(MemorySegment.ofArray(bytes.toByteArray())), true);
        return IntStream.range(0, Math.ceilDiv(size, chunkBytes))
                .mapToObj(index -> new ChunkRef(revision, 0, entry, index))
                .toList();
    }
}
