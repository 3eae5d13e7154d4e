package dev.larder.model.manifest;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes the text part of a block, entry after entry. */
final class EntryReader {
    private static final long MAX_MILLIS = 1L << 53;

    private final ByteSource in = new ByteSource();
    private byte[] bytes = new byte[0];
    private byte[] path = new byte[256];
    private int pathLength;
    private boolean hexEtag;
    private long etag;
    private int etagFrom;
    private int etagTo;
    private long lastModified;
    private @Nullable Instant created;
    private byte @Nullable [] md5;
    private Headers headers = Headers.NONE;
    private Map<String, String> metadata = Map.of();

    void reset(byte[] array, int from, int to) {
        bytes = array;
        in.reset(array, from, to);
        pathLength = 0;
        lastModified = 0;
        etag = 0;
        headers = Headers.NONE;
    }

    boolean atEnd() {
        return in.atEnd();
    }

    /** Reads one entry; its parts become objects only when asked for. */
    void next() {
        int shared = in.length(pathLength);
        int rest = in.length(Format.MAX_BLOCK);
        int from = in.skip(rest);
        if (shared + rest > path.length) {
            path = Arrays.copyOf(path, Math.max(path.length * 2, shared + rest));
        }
        System.arraycopy(bytes, from, path, shared, rest);
        pathLength = shared + rest;
        int flags = in.u1();
        boolean own = (flags & Format.Flag.HEADERS) != 0;
        if ((flags & ~Format.Flag.ALL) != 0 || own == ((flags & Format.Flag.SAME_HEADERS) != 0)) {
            throw new ManifestException("an entry has flags " + flags);
        }
        hexEtag = (flags & Format.Flag.HEX_ETAG) != 0;
        if (hexEtag) {
            etag += in.zigzag();
        } else {
            int length = in.length(Format.MAX_BLOCK);
            etagFrom = in.skip(length);
            etagTo = in.position();
        }
        lastModified = millis(lastModified, in.zigzag());
        created = (flags & Format.Flag.CREATED) == 0 ? null : Instant.ofEpochMilli(millis(lastModified, in.zigzag()));
        md5 = (flags & Format.Flag.MD5) == 0 ? null : in.raw(16);
        if (own) {
            headers = new Headers(in.optional(), in.optional(), in.optional(), in.optional(), in.optional());
        }
        metadata = (flags & Format.Flag.METADATA) == 0 ? Map.of() : metadata();
    }

    private Map<String, String> metadata() {
        int count = in.length(Format.MAX_NAMES);
        Map<String, String> read = new HashMap<>();
        for (int i = 0; i < count; i++) {
            read.put(in.text(), in.text());
        }
        return read;
    }

    private static long millis(long base, long difference) {
        // Not Math.abs: that of the least long is negative.
        if (difference < -2 * MAX_MILLIS || difference > 2 * MAX_MILLIS) {
            throw new ManifestException("a time is out of bounds");
        }
        long value = base + difference;
        if (value < -MAX_MILLIS || value > MAX_MILLIS) {
            throw new ManifestException("a time is out of bounds");
        }
        return value;
    }

    /** Order of this entry's path and another, both UTF-8. */
    int comparePath(byte[] other) {
        return Arrays.compareUnsigned(path, 0, pathLength, other, 0, other.length);
    }

    String path() {
        return ByteSource.utf8(path, 0, pathLength);
    }

    ManifestEntry entry(long size) {
        try {
            return new ManifestEntry(
                    path(),
                    size,
                    hexEtag ? HexEtag.write(etag) : ByteSource.utf8(bytes, etagFrom, etagTo),
                    Instant.ofEpochMilli(lastModified),
                    created,
                    headers.contentType(),
                    md5,
                    headers.contentEncoding(),
                    headers.contentLanguage(),
                    headers.contentDisposition(),
                    headers.cacheControl(),
                    metadata);
        } catch (IllegalArgumentException e) {
            throw new ManifestException("not a valid entry: " + e.getMessage(), e);
        }
    }
}
