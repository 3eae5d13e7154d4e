package dev.larder.cache.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.ExtentRef;
import dev.larder.model.blob.ChunkId;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a mate is offered of what it lacks. */
class OffersTest {

    private static final Geometry GEOMETRY = new Geometry(64 << 10, 256 << 10);
    /** Three extents of 4, 4 and 1 chunks. */
    private static final long SIZE = (512 << 10) + 1;

    private final DatasetRevision revision = revision(100);
    private final Set<ChunkId> stored = new HashSet<>();
    private final SplittableRandom random = new SplittableRandom(3);
    private final Offers offers = new Offers(stored::contains, random::nextInt);

    OffersTest() throws IOException {}

    @Test
    void onlyWhatIsStoredAsAWholeIsOffered() {
        List<ExtentRef> lacked = List.of(new ExtentRef(1, 0), new ExtentRef(7, 1), new ExtentRef(9, 2));
        assertThat(offers.choose(revision, lacked)).isEqualTo(-1);
        store(1, 0, 3);
        store(7, 1, 3);
        store(9, 1, 4);
        assertThat(offers.choose(revision, lacked)).isEqualTo(-1);
        store(9, 2, 1);
        for (int i = 0; i < 20; i++) {
            assertThat(offers.choose(revision, lacked)).isEqualTo(2);
        }
    }

    @Test
    void whatTheRevisionHasNotIsPassedOver() {
        store(5, 2, 1);
        List<ExtentRef> lacked = List.of(
                new ExtentRef(100, 0),
                new ExtentRef(Long.MAX_VALUE, 0),
                new ExtentRef(5, 3),
                new ExtentRef(5, Long.MAX_VALUE),
                new ExtentRef(5, 2));
        for (int i = 0; i < 20; i++) {
            assertThat(offers.choose(revision, lacked)).isEqualTo(4);
        }
    }

    @Test
    void anyOfThoseStoredMayBeOffered() {
        List<ExtentRef> lacked = new ArrayList<>();
        for (int ordinal = 0; ordinal < 100; ordinal++) {
            lacked.add(new ExtentRef(ordinal, 2));
            if (ordinal % 10 == 0) {
                store(ordinal, 2, 1);
            }
        }
        Set<Integer> offered = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            offered.add(offers.choose(revision, lacked));
        }
        assertThat(offered).containsExactlyInAnyOrder(0, 10, 20, 30, 40, 50, 60, 70, 80, 90);
    }

    private void store(long ordinal, long extent, int chunks) {
        long first = GEOMETRY.firstChunk(extent);
        for (int i = 0; i < chunks; i++) {
            stored.add(revision.manifest().hash(ordinal).chunk(GEOMETRY, first + i));
        }
    }

    private static DatasetRevision revision(int blobs) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = new ManifestWriter(bytes, "account", "container");
        for (int i = 0; i < blobs; i++) {
            writer.add(new ManifestEntry(
                    "blob-%03d".formatted(i),
                    SIZE,
                    "0x" + i,
                    Instant.EPOCH,
                    null,
                    "text/plain",
                    new byte[16],
                    null,
                    null,
                    null,
                    null,
                    Map.of()));
        }
        ManifestWriter.Written written = writer.finish();
        DatasetEntry dataset = new DatasetEntry(
                "uid",
                "ns",
                "ds",
                "account",
                "container",
                GEOMETRY,
                "Node",
                1,
                WarmUp.FULL,
                0,
                false,
                List.of(new Revision(written.id(), written.manifestBytes(), true)));
        return new DatasetRevision(
                dataset, written.id(), Manifest.open(MemorySegment.ofArray(bytes.toByteArray())), true);
    }
}
