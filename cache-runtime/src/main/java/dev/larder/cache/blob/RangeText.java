package dev.larder.cache.blob;

import org.jspecify.annotations.Nullable;

/**
 * {@code bytes=a-b} or {@code bytes=a-}, in any case, with blanks between its parts.
 *
 * @param last {@link Long#MAX_VALUE} when it is not given or beyond what a long holds
 */
record RangeText(long first, long last) {

    private static final String UNIT = "bytes";

    private static final int MOST_DIGITS = 30;

    /** Null for anything else. By hand, since a regular expression is most of what such a header costs. */
    static @Nullable RangeText parse(String text) {
        int at = blanks(text, 0);
        if (!text.regionMatches(true, at, UNIT, 0, UNIT.length())) {
            return null;
        }
        at = blanks(text, at + UNIT.length());
        if (!is(text, at, '=')) {
            return null;
        }
        int first = blanks(text, at + 1);
        int firstEnd = digits(text, first);
        int dash = blanks(text, firstEnd);
        if (firstEnd == first || firstEnd - first > MOST_DIGITS || !is(text, dash, '-')) {
            return null;
        }
        int last = blanks(text, dash + 1);
        int lastEnd = digits(text, last);
        if (lastEnd - last > MOST_DIGITS || blanks(text, lastEnd) != text.length()) {
            return null;
        }
        return new RangeText(
                number(text, first, firstEnd), last == lastEnd ? Long.MAX_VALUE : number(text, last, lastEnd));
    }

    private static boolean is(String text, int at, char wanted) {
        return at < text.length() && text.charAt(at) == wanted;
    }

    /** Where the blanks from here end. */
    private static int blanks(String text, int at) {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** Where the digits from here end. */
    private static int digits(String text, int at) {
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /** More than a long holds is beyond any blob. */
    private static long number(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
