package dev.larder.cache.blob;

import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a blob a request wants.
 *
 * <p>The service knows {@code bytes=a-b} and {@code bytes=a-}. Anything else (suffixes, several ranges, nonsense) is no
 * range to it, and the whole blob is the answer, as HTTP prescribes for a range that is not understood.
 */
sealed interface ByteSpan {

    record Whole(long size) implements ByteSpan {}

    /** From the first byte, up to but not including {@code end}; never empty. */
    record Part(long start, long end, long size) implements ByteSpan {
        long length() {
            return end - start;
        }

        String contentRange() {
            return "bytes " + start + "-" + (end - 1) + "/" + size;
        }
    }

    record Unsatisfiable(long size) implements ByteSpan {}

    /** No range is longer; SDKs send less than 50. */
    int LONGEST_HEADER = 100;

    static ByteSpan of(@Nullable String header, long size) {
        var range = header == null || header.length() > LONGEST_HEADER ? null : RangeText.parse(header);
        if (range == null || range.last() < range.first()) {
            return new Whole(size);
        }
        if (range.first() >= size) {
            return new Unsatisfiable(size);
        }
        return new Part(range.first(), range.last() >= size ? size : range.last() + 1, size);
    }
}
