package dev.larder.cache.blob;

import dev.larder.model.manifest.ManifestEntry;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the service says of a blob in the head of an answer, as a manifest has it; {@link BlobHeaders} the other way round. */
final class ToldProperties {

    private static final String METADATA = "x-ms-meta-";

    private ToldProperties() {}

    /**
     * Null if it is nothing that can be kept: no block blob, encrypted with the client's key, or not described in full.
     */
    // NullAway does not read the annotation of an array from a class file: the entry's MD5 may be null.
    @SuppressWarnings("NullAway")
    static @Nullable ManifestEntry of(String path, HttpHeaders headers) {
        var etag = etag(headers.get(HttpHeaderNames.ETAG));
        var length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        var modified = date(headers.get(HttpHeaderNames.LAST_MODIFIED));
        if (etag == null
                || length == null
                || modified == null
                || !"BlockBlob".equals(headers.get("x-ms-blob-type"))
                || headers.contains("x-ms-encryption-key-sha256")) {
            return null;
        }
        try {
            return new ManifestEntry(
                    path,
                    Long.parseLong(length),
                    etag,
                    modified,
                    date(headers.get("x-ms-creation-time")),
                    headers.get(HttpHeaderNames.CONTENT_TYPE),
                    md5(headers.get("content-md5")),
                    headers.get(HttpHeaderNames.CONTENT_ENCODING),
                    headers.get(HttpHeaderNames.CONTENT_LANGUAGE),
                    headers.get(HttpHeaderNames.CONTENT_DISPOSITION),
                    headers.get(HttpHeaderNames.CACHE_CONTROL),
                    metadata(headers));
        } catch (IllegalArgumentException outOfBounds) {
            return null;
        }
    }

    /** A weak one does not tell versions apart. */
    static @Nullable String etag(@Nullable String header) {
        if (header == null || header.startsWith("W/")) {
            return null;
        }
        boolean quoted = header.length() > 1 && header.startsWith("\"") && header.endsWith("\"");
        return quoted ? header.substring(1, header.length() - 1) : header;
    }

    private static @Nullable Instant date(@Nullable String text) {
        // Netty's parser throws when it is given more.
        var date = text == null || text.length() > 64 ? null : DateFormatter.parseHttpDate(text);
        return date == null ? null : date.toInstant();
    }

    private static byte @Nullable [] md5(@Nullable String text) {
        return text == null ? null : Base64.getDecoder().decode(text);
    }

    private static Map<String, String> metadata(HttpHeaders headers) {
        Map<String, String> metadata = new HashMap<>();
        for (var header : headers) {
            var name = header.getKey();
            if (name.toLowerCase(Locale.ROOT).startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), header.getValue());
            }
        }
        return metadata;
    }
}
