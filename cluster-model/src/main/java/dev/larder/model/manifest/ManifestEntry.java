package dev.larder.model.manifest;

import dev.larder.model.blob.BlobRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of one blob, with what a reader may ask of it without its bytes.
 *
 * @param path as in {@link BlobRef}
 * @param size bytes, 0 to 2^53
 * @param etag without quotes, 1 to 256 characters
 * @param lastModified kept to the millisecond
 * @param created kept to the millisecond
 * @param contentMd5 16 bytes; do not change them
 * @param metadata user metadata, by name; together with the headers at most 64 KiB of UTF-8
 */
public record ManifestEntry(
        String path,
        long size,
        String etag,
        Instant lastModified,
        @Nullable Instant created,
        @Nullable String contentType,
        byte @Nullable [] contentMd5,
        @Nullable String contentEncoding,
        @Nullable String contentLanguage,
        @Nullable String contentDisposition,
        @Nullable String cacheControl,
        Map<String, String> metadata) {

    /** The order of entries in a manifest: that of the paths' UTF-8 bytes, which is that of their code points. */
    public static final Comparator<String> PATH_ORDER = PathOrder::compare;

    private static final long MAX_SIZE = 1L << 53;
    private static final int MAX_ETAG = 256;
    private static final int MAX_HEADERS = 64 << 10;

    /** @throws IllegalArgumentException saying what is out of bounds */
    public ManifestEntry {
        BlobRef.requirePath(path);
        if (size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size of " + path + " is " + size);
        }
        if (etag.isEmpty() || etag.length() > MAX_ETAG || etag.indexOf('"') >= 0) {
            throw new IllegalArgumentException(
                    "ETag of " + path + " must have 1 to " + MAX_ETAG + " characters and no quotes: " + etag);
        }
        if (contentMd5 != null && contentMd5.length != 16) {
            throw new IllegalArgumentException("Content-MD5 of " + path + " has " + contentMd5.length + " bytes");
        }
        lastModified = Instant.ofEpochMilli(lastModified.toEpochMilli());
        created = created == null ? null : Instant.ofEpochMilli(created.toEpochMilli());
        metadata = Map.copyOf(metadata);
        long length = bytes(contentType) + bytes(contentEncoding) + bytes(contentLanguage) + bytes(contentDisposition);
        length += bytes(cacheControl);
        for (Map.Entry<String, String> each : metadata.entrySet()) {
            length += bytes(each.getKey()) + bytes(each.getValue());
        }
        if (length > MAX_HEADERS || metadata.size() > 1024) {
            throw new IllegalArgumentException("headers and metadata of " + path + " have " + length + " bytes");
        }
    }

    /** An entry with nothing but what every blob has. */
    public static ManifestEntry of(String path, long size, String etag, Instant lastModified) {
        return new ManifestEntry(path, size, etag, lastModified, null, null, null, null, null, null, null, Map.of());
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ManifestEntry that
                && path.equals(that.path)
                && size == that.size
                && etag.equals(that.etag)
                && lastModified.equals(that.lastModified)
                && Objects.equals(created, that.created)
                && Objects.equals(contentType, that.contentType)
                && Arrays.equals(contentMd5, that.contentMd5)
                && Objects.equals(contentEncoding, that.contentEncoding)
                && Objects.equals(contentLanguage, that.contentLanguage)
                && Objects.equals(contentDisposition, that.contentDisposition)
                && Objects.equals(cacheControl, that.cacheControl)
                && metadata.equals(that.metadata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, size, etag);
    }

    @Override
    public String toString() {
        return path + " (" + size + " bytes, " + etag + ", " + lastModified
                + (metadata.isEmpty() ? "" : ", " + new TreeMap<>(metadata)) + ")";
    }
}
