package dev.larder.model.manifest;

import dev.larder.model.blob.BlobHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Collects the entries of one block. */
final class BlockWriter {
    private final ByteSink walk = new ByteSink();
    private final ByteSink text = new ByteSink();
    private int count;
    private byte[] lastPath = new byte[0];
    private long lastModified;
    private long lastEtag;
    private Headers lastHeaders = Headers.NONE;

    boolean empty() {
        return count == 0;
    }

    boolean full() {
        return count == Format.BLOCK_ENTRIES || text.size() >= Format.BLOCK_TEXT;
    }

    void add(ManifestEntry entry, BlobHash hash) {
        walk.u8(hash.high());
        walk.u8(hash.low());
        walk.varint(entry.size());

        byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
        int shared = Arrays.mismatch(lastPath, path);
        shared = shared < 0 ? path.length : shared;
        text.varint(shared);
        text.varint(path.length - shared);
        text.raw(path, shared, path.length - shared);
        rest(entry);
        lastPath = path;
        lastModified = entry.lastModified().toEpochMilli();
        count++;
    }

    private void rest(ManifestEntry entry) {
        Headers headers = Headers.of(entry);
        boolean same = headers.equals(lastHeaders);
        OptionalLong hex = HexEtag.parse(entry.etag());
        text.u1((hex.isPresent() ? Format.Flag.HEX_ETAG : 0)
                | (entry.created() != null ? Format.Flag.CREATED : 0)
                | (entry.contentMd5() != null ? Format.Flag.MD5 : 0)
                | (same ? Format.Flag.SAME_HEADERS : Format.Flag.HEADERS)
                | (entry.metadata().isEmpty() ? 0 : Format.Flag.METADATA));
        if (hex.isPresent()) {
            text.zigzag(hex.getAsLong() - lastEtag);
            lastEtag = hex.getAsLong();
        } else {
            text.text(entry.etag());
        }
        text.zigzag(entry.lastModified().toEpochMilli() - lastModified);
        if (entry.created() != null) {
            text.zigzag(entry.created().toEpochMilli() - entry.lastModified().toEpochMilli());
        }
        if (entry.contentMd5() != null) {
            text.raw(Objects.requireNonNull(entry.contentMd5()), 0, 16);
        }
        if (!same) {
            text.optional(headers.contentType());
            text.optional(headers.contentEncoding());
            text.optional(headers.contentLanguage());
            text.optional(headers.contentDisposition());
            text.optional(headers.cacheControl());
            lastHeaders = headers;
        }
        if (!entry.metadata().isEmpty()) {
            text.varint(entry.metadata().size());
            for (Map.Entry<String, String> each : new TreeMap<>(entry.metadata()).entrySet()) {
                text.text(each.getKey());
                text.text(each.getValue());
            }
        }
    }

    /** Appends the block and starts the next. */
    void writeTo(ByteSink out) {
        int start = out.size();
        out.u2(count);
        out.u4(walk.size());
        out.u4(text.size());
        out.raw(walk.array(), 0, walk.size());
        out.raw(text.array(), 0, text.size());
        CRC32C crc = new CRC32C();
        crc.update(out.array(), start, out.size() - start);
        out.u4((int) crc.getValue());
        walk.clear();
        text.clear();
        count = 0;
        lastPath = new byte[0];
        lastModified = 0;
        lastEtag = 0;
        lastHeaders = Headers.NONE;
    }
}
