package dev.larder.cache.blob;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.model.manifest.ManifestEntry;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** What the service tells about a blob in the head of an answer, from the manifest. */
final class BlobHeaders {

    private BlobHeaders() {}

    /** @param partial the body is a range, whose own MD5 the blob's is not */
    static void describe(HttpHeaders headers, DatasetRevision revision, ManifestEntry entry, boolean partial) {
        identify(headers, revision, entry);
        headers.set(HttpHeaderNames.ACCEPT_RANGES, "bytes");
        headers.set("x-ms-blob-type", "BlockBlob");
        headers.set("x-ms-lease-state", "available");
        headers.set("x-ms-lease-status", "unlocked");
        headers.set("x-ms-server-encrypted", "true");
        var created = entry.created();
        if (created != null) {
            headers.set("x-ms-creation-time", date(created));
        }
        Answers.put(headers, "content-type", contentType(entry));
        optional(headers, "content-encoding", entry.contentEncoding());
        optional(headers, "content-language", entry.contentLanguage());
        optional(headers, "content-disposition", entry.contentDisposition());
        optional(headers, "cache-control", entry.cacheControl());
        var md5 = entry.contentMd5();
        if (md5 != null) {
            headers.set(
                    partial ? "x-ms-blob-content-md5" : "content-md5",
                    Base64.getEncoder().encodeToString(md5));
        }
        entry.metadata().forEach((name, value) -> {
            if (isToken(name)) {
                Answers.put(headers, "x-ms-meta-" + name, value);
            }
        });
    }

    /** As much as a 304 carries. */
    static void identify(HttpHeaders headers, DatasetRevision revision, ManifestEntry entry) {
        Answers.put(headers, "etag", '"' + entry.etag() + '"');
        headers.set(HttpHeaderNames.LAST_MODIFIED, date(entry.lastModified()));
        headers.set(Answers.REVISION, revision.id().abbreviated());
    }

    static String contentType(ManifestEntry entry) {
        var type = entry.contentType();
        return type == null || type.isEmpty() ? "application/octet-stream" : type;
    }

    static String date(Instant at) {
        return DateFormatter.format(Date.from(at));
    }

    private static void optional(HttpHeaders headers, CharSequence name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            Answers.put(headers, name, value);
        }
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> c < 0x7F && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0));
    }
}
