package dev.larder.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.Fuzz;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Damaged manifests are refused as such: no other exception, no endless loop, no huge allocation. */
class ManifestFuzzTest {
    @Test
    void damagedManifestsThrowManifestExceptionAndNothingElse() {
        List<ManifestEntry> entries = Entries.random(new SplittableRandom(1), 70);
        byte[] intact = Entries.write(entries);
        long[] refused = new long[1];
        long[] tried = new long[1];
        Fuzz.run("manifest", 20_000, random -> {
            byte[] bytes = random.nextInt(4) == 0 ? Fuzz.mutated(random, intact) : mutate(random, intact);
            if (random.nextBoolean()) {
                repairChecksums(bytes);
            }
            tried[0]++;
            try {
                readSome(
                        random,
                        Entries.open(bytes),
                        entries.get(random.nextInt(entries.size())).path(),
                        random.nextInt(50) == 0);
            } catch (ManifestException e) {
                refused[0]++;
            }
        });
        assertThat(refused[0]).isGreaterThanOrEqualTo(tried[0] / 4);
    }

    private static void readSome(SplittableRandom random, Manifest manifest, String path, boolean all) {
        manifest.find(path);
        manifest.ceiling(path + "/");
        if (manifest.size() > 0) {
            manifest.entry(random.nextLong(manifest.size()));
            manifest.hash(random.nextLong(manifest.size()));
            assertThat(manifest.blobSize(random.nextLong(manifest.size()))).isNotNegative();
        }
        if (all) {
            manifest.walk((ordinal, high, low, size) -> {});
            for (Iterator<ManifestEntry> each = manifest.from(0); each.hasNext(); ) {
                ManifestEntry entry = each.next();
                assertThat(entry.size()).isNotNegative();
                assertThat(Math.abs(entry.lastModified().toEpochMilli())).isBetween(0L, 1L << 53);
            }
            manifest.verify(manifest.digest());
        }
    }

    private static byte[] mutate(SplittableRandom random, byte[] intact) {
        byte[] bytes = intact.clone();
        if (random.nextInt(10) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            // Half of the damage goes to index and trailer, which are a small part of the bytes.
            int from = random.nextBoolean() ? Math.max(0, bytes.length - 80) : 0;
            int at = from + random.nextInt(bytes.length - from);
            if (random.nextInt(4) == 0) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
                Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0));
            } else {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bytes;
    }

    /** So that damage gets past the checksums of blocks. */
    private static void repairChecksums(byte[] bytes) {
        if (bytes.length < Format.TRAILER) {
            return;
        }
        ByteBuffer all = ByteBuffer.wrap(bytes);
        long index = all.getLong(bytes.length - Format.TRAILER);
        long blocks = all.getLong(bytes.length - Format.TRAILER + 8);
        if (index < 0 || blocks < 0 || blocks > 10 || index + blocks * Format.INDEX_ENTRY > bytes.length) {
            return;
        }
        for (int block = 0; block < blocks; block++) {
            long from = all.getLong((int) index + block * Format.INDEX_ENTRY);
            long end = block + 1 < blocks ? all.getLong((int) index + (block + 1) * Format.INDEX_ENTRY) : index;
            if (from >= 0 && end <= bytes.length && end - from > Format.BLOCK_CRC && from < end) {
                CRC32C crc = new CRC32C();
                crc.update(bytes, (int) from, (int) (end - from - Format.BLOCK_CRC));
                all.putInt((int) end - Format.BLOCK_CRC, (int) crc.getValue());
            }
        }
    }
}
