package dev.larder.cache.blob;

import java.util.regex.Pattern;
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

    Pattern RANGE = Pattern.compile("\\s*bytes\\s*=\\s*(\\d{1,30})\\s*-\\s*(\\d{0,30})\\s*", Pattern.CASE_INSENSITIVE);

    static ByteSpan of(@Nullable String header, long size) {
        if (header == null || header.length() > 100) {
            return new Whole(size);
        }
        var range = RANGE.matcher(header);
        if (!range.matches()) {
            return new Whole(size);
        }
        long first = clamped(range.group(1));
        long last = range.group(2).isEmpty() ? Long.MAX_VALUE : clamped(range.group(2));
        if (last < first) {
            return new Whole(size);
        }
        if (first >= size) {
            return new Unsatisfiable(size);
        }
        return new Part(first, last >= size ? size : last + 1, size);
    }

    /** More than a long holds is beyond any blob. */
    private static long clamped(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
