package dev.larder.model.manifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Entries of containers that do not exist, and manifests of them. */
final class Entries {
    private static final String[] PARTS = {
        "train", "val", "a", "b", "ä", "日本", "\ud83d\ude00", "\uffee", "x y", "shard-0001.tar"
    };

    private static final String[] ODD_ETAGS = {
        "0x",
        "0x0",
        "0x00",
        "0xFFFFFFFFFFFFFFFF",
        "0x8DCff",
        "5d41402abc4b2a76b9719d911017c592",
        "é",
        "0X1",
        "0x-1",
        "0x+1",
        "-"
    };

    private Entries() {}

    static List<ManifestEntry> random(SplittableRandom random, int count) {
        Map<String, ManifestEntry> entries = new TreeMap<>(ManifestEntry.PATH_ORDER);
        while (entries.size() < count) {
            StringBuilder path = new StringBuilder(PARTS[random.nextInt(PARTS.length)]);
            for (int i = random.nextInt(4); i > 0; i--) {
                path.append('/').append(PARTS[random.nextInt(PARTS.length)]);
            }
            path.append(random.nextInt(count * 4));
            entries.put(path.toString(), entry(random, path.toString()));
        }
        return new ArrayList<>(entries.values());
    }

    // NullAway does not see in a class file that an array component may be null.
    @SuppressWarnings("NullAway")
    private static ManifestEntry entry(SplittableRandom random, String path) {
        byte[] md5 = new byte[16];
        random.nextBytes(md5);
        return new ManifestEntry(
                path,
                random.nextInt(3) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 50)),
                random.nextInt(4) == 0
                        ? ODD_ETAGS[random.nextInt(ODD_ETAGS.length)]
                        : "0x8DC%X".formatted(random.nextInt()),
                Instant.ofEpochMilli(1_700_000_000_000L + random.nextLong(1L << 36)),
                maybe(random, Instant.ofEpochMilli(random.nextLong(1L << 41))),
                maybe(random, "application/x-tar"),
                random.nextBoolean() ? md5 : null,
                maybe(random, "gzip"),
                maybe(random, ""),
                maybe(random, "attachment; filename=\"ä\""),
                maybe(random, "max-age=" + random.nextInt(2)),
                random.nextInt(4) == 0
                        ? Map.of("owner", "vision", "Ünï", PARTS[random.nextInt(PARTS.length)])
                        : Map.of());
    }

    private static <T> @Nullable T maybe(SplittableRandom random, T value) {
        return random.nextInt(3) == 0 ? value : null;
    }

    static byte[] write(List<ManifestEntry> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ManifestWriter writer = new ManifestWriter(out, "contoso", "train");
            for (ManifestEntry entry : entries) {
                writer.add(entry);
            }
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Manifest open(byte[] bytes) {
        return Manifest.open(MemorySegment.ofArray(bytes));
    }
}
