package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips a bit or cuts the file at every boundary of a segment file, and tells which chunks that may cost. Whatever is
 * damaged, what is served is right.
 */
class DamageTest {

    private static final List<TestChunk> CHUNKS = List.of(
            new TestChunk(1, 1),
            new TestChunk(2, 5000),
            new TestChunk(3, 70_000),
            new TestChunk(4, 64),
            new TestChunk(5, 65_536),
            new TestChunk(6, 12_345));

    @TempDir
    Path directory;

    /** Two copies of one segment with all chunks: as it is after the process was killed, and sealed. */
    private Path killed;

    private Path sealed;
    private final Map<TestChunk, Long> positions = new LinkedHashMap<>();
    private int copies;

    @BeforeEach
    void makeSegment() throws IOException {
        Path original = directory.resolve("original");
        killed = directory.resolve("killed");
        sealed = directory.resolve("sealed");
        try (SegmentStore store = StoreCopy.open(original)) {
            long at = Layout.SEGMENT_HEADER;
            for (TestChunk chunk : CHUNKS) {
                chunk.putInto(store, "owner");
                positions.put(chunk, at);
                at = Layout.next(at, chunk.length());
            }
            StoreCopy.copy(original, killed);
        }
        StoreCopy.copy(original, sealed);
        assertThat(Files.size(segment(sealed))).isGreaterThan(Files.size(segment(killed)));
    }

    @Test
    void undamagedEverythingIsThere() throws IOException {
        assertThat(lost(killed)).isEmpty();
        assertThat(lost(sealed)).isEmpty();
    }

    @Test
    void aDamagedSegmentHeaderCostsTheSegment() throws IOException {
        for (int at = 0; at < Layout.SEGMENT_HEADER; at += 31) {
            assertThat(lostByFlip(killed, at)).as("byte %d", at).hasSize(CHUNKS.size());
            assertThat(lostByFlip(sealed, at)).as("byte %d", at).hasSize(CHUNKS.size());
        }
    }

    @Test
    void aDamagedRecordHeaderCostsItsChunkAtMost() throws IOException {
        for (TestChunk chunk : CHUNKS) {
            long at = at(chunk);
            for (int i = (int) chunk.number() % 4; i <= RecordHeader.MARK_AT; i += 4) {
                assertThat(lostByFlip(killed, at + i))
                        .as("byte %d of %s", i, chunk)
                        .containsExactly(chunk.number());
                if (i % 8 == 0) {
                    assertThat(lostByFlip(sealed, at + i))
                            .as("sealed, byte %d of %s", i, chunk)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void damagedDataCostItsChunk() throws IOException {
        for (TestChunk chunk : CHUNKS) {
            long data = Layout.data(at(chunk), chunk.length());
            for (long at : List.of(data, data + chunk.length() / 2, data + chunk.length() - 1)) {
                assertThat(lostByFlip(killed, at)).as("%d of %s", at, chunk).containsExactly(chunk.number());
                assertThat(lostByFlip(sealed, at)).as("%d of %s", at, chunk).containsExactly(chunk.number());
            }
        }
    }

    @Test
    void aDamagedFooterCostsNothing() throws IOException {
        long size = Files.size(segment(sealed));
        long footer = Files.size(segment(killed)) / 64 * 64 + 64;
        assertThat(size - footer).isLessThan(500);
        for (long at = footer; at < size; at += 3) {
            Set<Long> lost = lostByFlip(sealed, at);
            // A flipped mark is believed: it can only cost its own chunk.
            long mark = at - footer - CHUNKS.size() * (long) Footer.ENTRY_BYTES;
            if (mark >= 0 && mark < CHUNKS.size()) {
                assertThat(lost).containsExactly(CHUNKS.get((int) mark).number());
            } else {
                assertThat(lost).as("byte %d of the footer", at - footer).isEmpty();
            }
        }
    }

    @Test
    void aTornTailIsCutOff() throws IOException {
        long size = Files.size(segment(killed));
        for (long cut : cuts(size)) {
            Path copy = copyOf(killed);
            truncate(copy, cut);
            Set<Long> expected = new TreeSet<>();
            for (TestChunk chunk : CHUNKS) {
                if (Layout.data(at(chunk), chunk.length()) + chunk.length() > cut) {
                    expected.add(chunk.number());
                }
            }
            assertThat(lost(copy)).as("cut at %d", cut).isEqualTo(expected);
        }
    }

    @Test
    void aTailOfGarbageIsCutOff() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (long cut : cuts(Files.size(segment(sealed)))) {
            Path copy = copyOf(sealed);
            byte[] garbage = new byte[random.nextInt(1, 10_000)];
            random.nextBytes(garbage);
            try (RandomAccessFile file = new RandomAccessFile(segment(copy).toFile(), "rw")) {
                file.setLength(cut);
                file.seek(cut);
                file.write(garbage);
            }
            Set<Long> lost = lost(copy);
            for (TestChunk chunk : CHUNKS) {
                if (Layout.data(at(chunk), chunk.length()) + chunk.length() <= cut) {
                    assertThat(lost).as("cut at %d", cut).doesNotContain(chunk.number());
                }
            }
        }
    }

    @Test
    void dataThatLooksLikeARecordIsNotTakenForOne() throws IOException {
        TestChunk forged = new TestChunk(99, 10);
        TestChunk outer = new TestChunk(100, 70_000);
        byte[] data = outer.bytes();
        int offset = Layout.PAGE;
        ByteBuffer record = ByteBuffer.wrap(data).position(offset);
        // Right in everything, its place included, but for the salt of the segment it will be in.
        new RecordHeader(forged.id(), forged.length(), forged.crc(), Mark.LIVE)
                .encode(record, 1234, Layout.data(Layout.SEGMENT_HEADER, outer.length()) + offset);
        record.put(forged.bytes());
        CRC32C crc = new CRC32C();
        crc.update(data);
        Path original = directory.resolve("forged");
        Path copy = directory.resolve("forged-killed");
        try (SegmentStore store = StoreCopy.open(original)) {
            store.put("owner", outer.id(), (int) crc.getValue(), List.of(ByteBuffer.wrap(data)));
            StoreCopy.copy(original, copy);
        }
        flip(copy, Layout.SEGMENT_HEADER); // Its own header is gone: the scan walks through its data.
        try (SegmentStore store = StoreCopy.open(copy)) {
            assertThat(store.holds(outer.id())).isFalse();
            assertThat(store.holds(forged.id())).isFalse();
        }
    }

    @Test
    void aScrubFindsEveryDamagedChunkAndMendsFooters() throws IOException {
        Path copy = copyOf(sealed);
        try (SegmentStore store = StoreCopy.open(copy)) {
            flip(copy, Layout.data(at(CHUNKS.get(2)), CHUNKS.get(2).length()) + 17);
            flip(copy, Layout.data(at(CHUNKS.get(5)), CHUNKS.get(5).length()));
            flip(copy, Files.size(segment(copy)) - 40);
            for (TestChunk chunk : CHUNKS) {
                try (StoredChunk stored = ChunkStoreContract.opened(store, chunk)) {
                    assertThat(stored.verified()).isFalse();
                }
            }
            assertThat(store.scrub(1 << 30)).isEqualTo(new ScrubResult(6, bytes(CHUNKS), 2, true));
            assertThat(store.counters().chunksCorrupt()).isEqualTo(2);
            assertThat(store.holds(CHUNKS.get(2).id())).isFalse();
            assertThat(store.holds(CHUNKS.get(5).id())).isFalse();
            assertThat(CHUNKS.get(2).putInto(store, "owner")).isEqualTo(new PutOutcome.Stored());
            assertThat(store.scrub(1 << 30).corrupt()).isZero();
        }
        try (SegmentStore store = StoreCopy.open(copy)) {
            assertThat(store.counters().chunksRecovered()).isEqualTo(5);
            try (StoredChunk stored = ChunkStoreContract.opened(store, CHUNKS.get(0))) {
                assertThat(stored.verified()).as("found by its footer").isFalse();
            }
        }
    }

    private Set<Long> lostByFlip(Path from, long at) throws IOException {
        Path copy = copyOf(from);
        flip(copy, at);
        return lost(copy);
    }

    /** Which chunks are not there, or turn out to be wrong at their first verification. Those served are right. */
    private static Set<Long> lost(Path store) throws IOException {
        Set<Long> lost = new TreeSet<>();
        try (SegmentStore opened = StoreCopy.open(store)) {
            for (TestChunk chunk : CHUNKS) {
                try (StoredChunk stored = opened.open(chunk.id())) {
                    if (stored == null || !stored.verify()) {
                        lost.add(chunk.number());
                        assertThat(opened.holds(chunk.id())).isFalse();
                    } else {
                        assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
                    }
                }
            }
            assertThat(opened.usage().failure()).isNull();
        }
        return lost;
    }

    private List<Long> cuts(long size) {
        List<Long> cuts = new ArrayList<>();
        positions.forEach((chunk, at) -> {
            long data = Layout.data(at, chunk.length());
            long end = data + chunk.length();
            List.of(at, at + 1, at + 63, at + 64, data, data + 1, end - 1, end, end + 1)
                    .forEach(cuts::add);
        });
        cuts.removeIf(cut -> cut > size);
        return cuts;
    }

    private long at(TestChunk chunk) {
        return positions.getOrDefault(chunk, -1L);
    }

    private static long bytes(List<TestChunk> chunks) {
        return chunks.stream().mapToLong(TestChunk::length).sum();
    }

    private Path copyOf(Path from) throws IOException {
        Path copy = directory.resolve("copy" + copies++);
        StoreCopy.copy(from, copy);
        return copy;
    }

    private static Path segment(Path store) throws IOException {
        return StoreCopy.segments(store).getFirst();
    }

    private static void flip(Path store, long at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment(store).toFile(), "rw")) {
            file.seek(at);
            int before = file.read();
            file.seek(at);
            file.write(before ^ 0x10);
        }
    }

    private static void truncate(Path store, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment(store).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
