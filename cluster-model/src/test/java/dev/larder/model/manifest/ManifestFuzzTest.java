package dev.larder.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Damaged manifests are refused as such: no other exception, no endless loop, no huge allocation. */
class ManifestFuzzTest {
    private static final int ROUNDS = 100_000;

    @Test
    void damagedManifestsThrowManifestExceptionAndNothingElse() {
        SplittableRandom random = new SplittableRandom(1);
        List<ManifestEntry> entries = Entries.random(random, 70);
        byte[] intact = Entries.write(entries);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutate(random, intact);
            if (round % 2 == 0) {
                repairChecksums(bytes);
            }
            try {
                readSome(
                        random,
                        Entries.open(bytes),
                        entries.get(random.nextInt(entries.size())).path(),
                        round % 50 == 0);
            } catch (ManifestException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS);
    }

    private static void readSome(SplittableRandom random, Manifest manifest, String path, boolean all) {
        manifest.find(path);
        manifest.ceiling(path + "/");
        if (manifest.size() > 0) {
            manifest.entry(random.nextLong(manifest.size()));
            manifest.hash(random.nextLong(manifest.size()));
        }
        if (all) {
            manifest.walk((ordinal, high, low, size) -> {});
            for (Iterator<ManifestEntry> each = manifest.from(0); each.hasNext(); ) {
                each.next();
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
