package dev.larder.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.larder.model.blob.BlobHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final Instant TIME = Instant.parse("2026-11-23T02:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 63, 64, 65, 1000})
    void whatWasWrittenIsFound(int count) {
        SplittableRandom random = new SplittableRandom(count);
        List<ManifestEntry> entries = Entries.random(random, count);
        Manifest manifest = Entries.open(Entries.write(entries));
        manifest.verify(manifest.digest());
        assertThat(manifest.account()).isEqualTo("contoso");
        assertThat(manifest.container()).isEqualTo("train");
        assertThat(manifest.size()).isEqualTo(count);
        assertThat(manifest.totalBytes())
                .isEqualTo(entries.stream().mapToLong(ManifestEntry::size).sum());
        List<ManifestEntry> read = new ArrayList<>();
        manifest.from(0).forEachRemaining(read::add);
        assertThat(read).isEqualTo(entries);
        for (int i = 0; i < count; i += 1 + random.nextInt(5)) {
            ManifestEntry entry = entries.get(i);
            assertThat(manifest.entry(i)).isEqualTo(entry);
            assertThat(manifest.find(entry.path())).isEqualTo(i);
            assertThat(manifest.find(entry.path() + "\u0001")).isEqualTo(-1);
            assertThat(manifest.blobSize(i)).isEqualTo(entry.size());
            assertThat(manifest.hash(i)).isEqualTo(BlobHash.of(manifest.blob(entry), entry.etag()));
            assertThat(manifest.from(i).next()).isEqualTo(entry);
        }
        assertThat(manifest.from(count).hasNext()).isFalse();
    }

    @Test
    void ceilingIsTheFirstEntryNotBefore() {
        List<ManifestEntry> entries = Entries.random(new SplittableRandom(1), 500);
        Manifest manifest = Entries.open(Entries.write(entries));
        for (String text : List.of("", "a", "a/", "train/", "train0", "ä", "\uffff", "\ud83d\ude00", "zzz")) {
            long expected = entries.stream()
                    .filter(e -> ManifestEntry.PATH_ORDER.compare(e.path(), text) < 0)
                    .count();
            assertThat(manifest.ceiling(text)).as(text).isEqualTo(expected);
        }
    }

    @Test
    void walkSeesEveryBlobWithItsHash() {
        List<ManifestEntry> entries = Entries.random(new SplittableRandom(2), 300);
        Manifest manifest = Entries.open(Entries.write(entries));
        List<Long> ordinals = new ArrayList<>();
        manifest.walk((ordinal, high, low, size) -> {
            ordinals.add(ordinal);
            assertThat(new BlobHash(high, low)).isEqualTo(manifest.hash(ordinal));
            assertThat(size).isEqualTo(entries.get((int) ordinal).size());
        });
        assertThat(ordinals).hasSize(300).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void equalEntriesGiveEqualIdsAndTheIdIsTheSha256() throws IOException {
        List<ManifestEntry> entries = Entries.random(new SplittableRandom(3), 100);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ManifestWriter writer = new ManifestWriter(out, "contoso", "train");
        for (ManifestEntry entry : entries) {
            writer.add(entry);
        }
        ManifestWriter.Written written = writer.finish();
        assertThat(out.toByteArray()).isEqualTo(Entries.write(entries));
        Manifest manifest = Entries.open(out.toByteArray());
        assertThat(manifest.digest()).isEqualTo(written.id());
        assertThat(written.entries()).isEqualTo(100);
        assertThat(written.totalBytes()).isEqualTo(manifest.totalBytes());
        assertThat(written.manifestBytes()).isEqualTo(out.size()).isEqualTo(manifest.manifestBytes());
        assertThatIllegalStateException().isThrownBy(writer::finish);
        assertThatIllegalStateException().isThrownBy(() -> writer.add(entries.getFirst()));
    }

    @Test
    void duplicatesAndDisorderAreRefused() throws IOException {
        ManifestWriter writer = new ManifestWriter(new ByteArrayOutputStream(), "contoso", "train");
        writer.add(ManifestEntry.of("b", 1, "1", TIME));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.add(ManifestEntry.of("b", 1, "1", TIME)))
                .withMessage("listed twice: b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.add(ManifestEntry.of("a", 1, "1", TIME)))
                .withMessage("out of order after b: a");
        writer.add(ManifestEntry.of("\uffee", 1, "1", TIME));
        writer.add(ManifestEntry.of("\ud83d\ude00", 1, "1", TIME));
    }

    @Test
    void entriesAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> ManifestEntry.of("a", -1, "1", TIME));
        assertThatIllegalArgumentException().isThrownBy(() -> ManifestEntry.of("a", 1L << 54, "1", TIME));
        assertThatIllegalArgumentException().isThrownBy(() -> ManifestEntry.of("a", 1, "\"1\"", TIME));
        assertThatIllegalArgumentException().isThrownBy(() -> ManifestEntry.of("a", 1, "", TIME));
        assertThatIllegalArgumentException().isThrownBy(() -> ManifestEntry.of("../a", 1, "1", TIME));
    }

    @Test
    void aWrongIdIsNoticed() {
        Manifest manifest = Entries.open(Entries.write(Entries.random(new SplittableRandom(4), 10)));
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> manifest.verify(new ManifestId("0".repeat(64))));
    }

    @Test
    void everyFlippedBitOfABlockIsNoticedWhenTheBlockIsRead() {
        byte[] intact = Entries.write(Entries.random(new SplittableRandom(6), 70));
        ManifestId id = Entries.open(intact).digest();
        int header = 8 + 1 + "contoso".length() + 1 + "train".length();
        int index = intact.length - Format.TRAILER - 2 * Format.INDEX_ENTRY;
        for (int i = 0; i < intact.length; i++) {
            byte[] bytes = intact.clone();
            bytes[i] ^= (byte) (1 << i % 8);
            assertThatExceptionOfType(ManifestException.class)
                    .isThrownBy(() -> Entries.open(bytes).verify(id));
            if (i >= header && i < index) {
                Manifest manifest = Entries.open(bytes);
                assertThatExceptionOfType(ManifestException.class)
                        .as("byte %d", i)
                        .isThrownBy(() -> manifest.from(0).forEachRemaining(entry -> {}));
            }
        }
    }

    @Test
    void worksOffHeapFromAnyThread() throws InterruptedException {
        byte[] bytes = Entries.write(Entries.random(new SplittableRandom(5), 200));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment segment = arena.allocate(bytes.length);
            segment.copyFrom(MemorySegment.ofArray(bytes));
            Manifest manifest = Manifest.open(segment);
            List<String> found = new ArrayList<>();
            Thread thread =
                    Thread.ofVirtual().start(() -> found.add(manifest.entry(199).path()));
            thread.join();
            assertThat(found).hasSize(1);
        }
    }

    @Test
    void isCompact() {
        List<ManifestEntry> entries = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            entries.add(ManifestEntry.of(
                    "imagenet/train/shard-%06d.tar".formatted(i), 64 << 20, "0x8DCFE8C2A1B%04X".formatted(i), TIME));
        }
        assertThat(Entries.write(entries).length / entries.size()).isLessThan(36);
    }

    /** The least long is no small number, although its absolute value is below all bounds. */
    @Test
    void aTimeOfTheLeastLongIsOutOfBounds() {
        ByteSink sink = new ByteSink();
        sink.varint(0);
        sink.text("a");
        sink.u1(Format.Flag.SAME_HEADERS | Format.Flag.HEX_ETAG);
        sink.zigzag(7);
        sink.zigzag(Long.MIN_VALUE);
        EntryReader entries = new EntryReader();
        entries.reset(sink.array(), 0, sink.size());

        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(entries::next)
                .withMessage("a time is out of bounds");
    }

    /** A size of ten bytes in place of the one that is there, with everything else that counts bytes put right. */
    @Test
    void aNegativeSizeIsDamage() {
        byte[] intact = Entries.write(List.of(ManifestEntry.of("a", 5, "0x1", TIME)));
        int index = (int) ByteBuffer.wrap(intact).getLong(intact.length - Format.TRAILER);
        int block = (int) ByteBuffer.wrap(intact).getLong(index);
        int size = block + Format.BLOCK_HEADER + 16;
        assertThat(intact[size]).isEqualTo((byte) 5);
        ByteBuffer all = ByteBuffer.allocate(intact.length + 9);
        all.put(intact, 0, size).put(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
        all.put(intact, size + 1, intact.length - size - 1);
        all.putInt(block + 2, 26).putLong(all.capacity() - Format.TRAILER, index + 9L);
        CRC32C crc = new CRC32C();
        crc.update(all.array(), block, index + 9 - Format.BLOCK_CRC - block);
        all.putInt(index + 9 - Format.BLOCK_CRC, (int) crc.getValue());
        Manifest manifest = Entries.open(all.array());

        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> manifest.blobSize(0))
                .withMessage("a blob's size is negative");
        assertThatExceptionOfType(ManifestException.class).isThrownBy(() -> manifest.entry(0));
    }
}
