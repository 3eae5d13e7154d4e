package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segment files with anything done to them: recovery takes what is intact, nothing else, and throws nothing. */
class SegmentFuzzTest {

    private static final int CHUNKS = 14;
    /** Its warnings about what is damaged would be most of what this test does. */
    private static final java.util.logging.Logger WARNINGS =
            java.util.logging.Logger.getLogger("dev.larder.cache.store");

    @TempDir
    Path directory;

    private long found;
    private long refused;

    @Test
    void recoveryServesNothingWrong() throws IOException {
        List<byte[]> intact = new ArrayList<>();
        intact.add(segment(true));
        intact.add(segment(false));
        Path fuzzed = Files.createDirectories(directory.resolve("fuzzed/segments"));
        Path file = fuzzed.resolve("0000000000000001.segment");
        WARNINGS.setLevel(java.util.logging.Level.OFF);
        try {
            Fuzz.run("segments", 3_000, random -> {
                Files.write(file, changed(random, Fuzz.pick(random, intact)));
                recover();
                Files.deleteIfExists(file);
            });
        } finally {
            WARNINGS.setLevel(null);
        }
        assertThat(found + refused).isPositive();
    }

    /** One owner's segment with two removed chunks in it; left by a store that was closed, or by one that was killed. */
    private byte[] segment(boolean sealed) throws IOException {
        Path live = directory.resolve(sealed ? "sealed" : "unsealed");
        byte[] unsealed;
        try (SegmentStore store = StoreCopy.open(live)) {
            for (int n = 0; n < CHUNKS; n++) {
                assertThat(chunk(n).putInto(store, "owner")).isEqualTo(new PutOutcome.Stored());
            }
            store.remove(chunk(3).id());
            store.remove(chunk(CHUNKS - 1).id());
            unsealed = Files.readAllBytes(StoreCopy.segments(live).getFirst());
        }
        return sealed ? Files.readAllBytes(StoreCopy.segments(live).getFirst()) : unsealed;
    }

    private static TestChunk chunk(int n) {
        // One of them long enough to begin at a page.
        return new TestChunk(n, n == 5 ? Layout.PAGED_FROM + 10 : 40 + 97 * n);
    }

    private void recover() throws IOException {
        StoreState state = new StoreState(
                StoreCopy.config(directory.resolve("fuzzed")), FaultyDisk.withoutSync(), Retention.KEEP_ALL);
        try {
            new Recovery(state).run();
            for (int n = 0; n < CHUNKS; n++) {
                TestChunk chunk = chunk(n);
                try (StoredChunk stored = state.open(chunk.id())) {
                    if (stored == null) {
                        continue;
                    }
                    if (!stored.verify()) {
                        refused++;
                        continue;
                    }
                    found++;
                    assertThat(Arrays.equals(TestChunk.read(stored), chunk.bytes()))
                            .as("chunk %d", n)
                            .isTrue();
                }
            }
            assertThat(state.space().used()).isNotNegative();
        } finally {
            for (OwnerLog log : state.logs().values()) {
                log.close();
            }
            // A hole that is still to be punched is punched by the file's name, which the next input's has too.
            state.housekeeping().close();
        }
    }

    private static byte[] changed(SplittableRandom random, byte[] intact) {
        byte[] bytes = Fuzz.mutated(random, intact);
        if (random.nextInt(3) == 0 && bytes.length > Layout.PAGE) {
            // A page that was never written, or is another one.
            int page = random.nextInt(bytes.length / Layout.PAGE) * Layout.PAGE;
            int from = random.nextInt(bytes.length / Layout.PAGE) * Layout.PAGE;
            if (random.nextBoolean()) {
                Arrays.fill(bytes, page, page + Layout.PAGE, (byte) 0);
            } else {
                System.arraycopy(bytes, from, bytes, page, Layout.PAGE);
            }
        }
        if (random.nextBoolean()) {
            forge(random, bytes);
        }
        return bytes;
    }

    /** Changes the table or a header and makes its checksum right, so that the change is believed. */
    private static void forge(SplittableRandom random, byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        int trailer = bytes.length - 64;
        if (trailer < Layout.SEGMENT_HEADER) {
            return;
        }
        long at = all.getLong(trailer + 24);
        int count = all.getInt(trailer + 12);
        if (random.nextBoolean() && at >= Layout.SEGMENT_HEADER && at < trailer && count > 0 && count <= CHUNKS) {
            int entry = (int) at + random.nextInt(count) * Footer.ENTRY_BYTES;
            if (entry + Footer.ENTRY_BYTES <= trailer) {
                all.putInt(entry + 16 + 4 * random.nextInt(3), odd(random));
            }
            int end = (int) Math.min(trailer, at + (long) count * Footer.ENTRY_BYTES);
            all.putInt(trailer + 32, sum(bytes, (int) at, end));
            if (random.nextInt(4) == 0) {
                all.putInt(trailer + 12, odd(random));
            }
            all.putInt(trailer + 60, sum(bytes, trailer, trailer + 60));
            return;
        }
        int header = random.nextInt((bytes.length - Layout.SEGMENT_HEADER) / 64) * 64 + Layout.SEGMENT_HEADER;
        if (all.getInt(header) == 0x4c526563) {
            all.putInt(header + 4, odd(random));
            all.putInt(header + 48, sum(bytes, header, header + 48));
        }
    }

    private static int odd(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt();
            case 1 -> Integer.MAX_VALUE;
            case 2 -> ChunkStore.MAX_CHUNK_BYTES;
            case 3 -> -1;
            default -> random.nextInt(70_000);
        };
    }

    private static int sum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
