package dev.larder.bench.surroundings;

import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;

/**
 * The blobs of one Dataset as files, which the origin and nginx serve. Not thread-safe while blobs are added.
 *
 * @param root of everything that is served; a blob's file is at {@code root/account/container/path}
 */
public record Blobs(Path root, String container, TreeMap<String, Long> sizes) {
    public static final String ACCOUNT = "bench";
    public static final String ETAG = "0x8DD000000000001";
    /** With a day of two digits: Java writes others with one, which is no valid date in HTTP. */
    public static final Instant MODIFIED = Instant.parse("2026-01-10T00:00:00Z");

    public static Blobs in(Path root, String container) {
        return new Blobs(root, container, new TreeMap<>(ManifestEntry.PATH_ORDER));
    }

    public Blobs add(String path, long size) throws IOException {
        Path file = root.resolve(ACCOUNT).resolve(container).resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Content.of(path).write(file, size);
        sizes.put(path, size);
        return this;
    }

    /** Blobs named {@code prefix0000} and so on. */
    public Blobs add(String prefix, int count, long size) throws IOException {
        for (int i = 0; i < count; i++) {
            add(numbered(prefix, i), size);
        }
        return this;
    }

    /** The same files as blobs of another container: to a cache, blobs that it has never seen. */
    public Blobs again(String other) throws IOException {
        Files.createSymbolicLink(root.resolve(ACCOUNT).resolve(other), Path.of(container));
        return new Blobs(root, other, sizes);
    }

    public static String numbered(String prefix, int i) {
        return "%s%04d".formatted(prefix, i);
    }

    /** What stands before a blob's path in a request. */
    public String target() {
        return "/" + ACCOUNT + "/" + container + "/";
    }

    public long bytes() {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    public Manifested manifest() throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new ManifestWriter(out, ACCOUNT, container);
        for (var blob : sizes.entrySet()) {
            writer.add(ManifestEntry.of(blob.getKey(), blob.getValue(), ETAG, MODIFIED));
        }
        return new Manifested(writer.finish(), out);
    }

    /** A manifest and what its writer says of it. */
    public record Manifested(ManifestWriter.Written written, ByteArrayOutputStream bytes) {}
}
