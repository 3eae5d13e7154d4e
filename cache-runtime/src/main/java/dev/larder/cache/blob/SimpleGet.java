package dev.larder.cache.blob;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A GET as SDKs send it to read a blob: written in the one plain way, and with no header that could change what the answer
 * is beyond those that are looked at here. Whatever is otherwise is not simple, which says nothing about whether it is
 * valid: the HTTP decoder is the judge of that, and gets it untouched.
 *
 * <p>Holds positions in the bytes it parsed, until it parses again. Not thread-safe.
 */
final class SimpleGet {

    private static final byte[] METHOD = ascii("GET ");
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");

    private static final int HOST = 0;
    private static final int RANGE = 1;
    private static final int X_MS_RANGE = 2;
    private static final int X_MS_VERSION = 3;
    private static final int CLIENT_REQUEST_ID = 4;
    private static final int CONNECTION = 5;
    private static final int USER_AGENT = 6;
    private static final int LOOKED_AT = 7;

    /** In the order of the constants above, then those that no read of a blob depends on. */
    private static final List<String> NAMES = List.of(
            "host",
            "range",
            "x-ms-range",
            "x-ms-version",
            "x-ms-client-request-id",
            "connection",
            "user-agent",
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "authorization",
            "cache-control",
            "content-type",
            "correlation-context",
            "date",
            "pragma",
            "referer",
            "request-id",
            "traceparent",
            "tracestate",
            "x-ms-correlation-request-id",
            "x-ms-date",
            "x-ms-return-client-request-id",
            "x-ms-user-agent");

    private static final byte[][] KNOWN = NAMES.stream().map(SimpleGet::ascii).toArray(byte[][]::new);

    private byte[] bytes = {};
    private int start;
    private int targetEnd;
    private int end;
    /** Of the headers that are looked at; both 0 for one that is not there. */
    private final int[] starts = new int[LOOKED_AT];

    private final int[] ends = new int[LOOKED_AT];

    /**
     * Looks at a request that begins at {@code from}.
     *
     * @return false if it is not simple, or not all of its head is there
     */
    boolean parse(byte[] input, int from, int to) {
        bytes = input;
        Arrays.fill(starts, 0);
        Arrays.fill(ends, 0);
        if (!startsWith(METHOD, from, to)) {
            return false;
        }
        start = from + METHOD.length;
        int at = start;
        while (at < to && input[at] > ' ' && input[at] < 0x7F) {
            at++;
        }
        targetEnd = at;
        if (at == start || !startsWith(VERSION, at, to)) {
            return false;
        }
        at += VERSION.length;
        while (at + 1 < to && input[at] != '\r') {
            at = header(at, to);
            if (at < 0) {
                return false;
            }
        }
        end = at + 2;
        return end <= to && input[at + 1] == '\n' && ends[HOST] > 0;
    }

    /** Where the next header begins; negative if this one is not simple. */
    private int header(int from, int to) {
        int colon = from;
        while (colon < to && bytes[colon] != ':' && bytes[colon] > ' ') {
            colon++;
        }
        int known = known(from, colon);
        if (known < 0 || colon == to || bytes[colon] != ':') {
            return -1;
        }
        int first = colon + 1;
        while (first < to && bytes[first] == ' ') {
            first++;
        }
        int at = first;
        while (at < to && bytes[at] >= ' ' && bytes[at] < 0x7F) {
            at++;
        }
        if (at + 1 >= to || bytes[at] != '\r' || bytes[at + 1] != '\n') {
            return -1;
        }
        if (known < LOOKED_AT) {
            int last = at;
            while (last > first && bytes[last - 1] == ' ') {
                last--;
            }
            if (last == first || ends[known] > 0) {
                return -1;
            }
            starts[known] = first;
            ends[known] = last;
            if (known == CONNECTION && !equalsIgnoringCase(KEEP_ALIVE, first, last)) {
                return -1;
            }
        }
        return at + 2;
    }

    private int known(int from, int to) {
        for (int i = 0; i < KNOWN.length; i++) {
            if (KNOWN[i].length == to - from && equalsIgnoringCase(KNOWN[i], from, to)) {
                return i;
            }
        }
        return -1;
    }

    private boolean equalsIgnoringCase(byte[] lowerCase, int from, int to) {
        if (lowerCase.length != to - from) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + 0x20 : b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean startsWith(byte[] what, int from, int to) {
        return to - from >= what.length && Arrays.equals(bytes, from, from + what.length, what, 0, what.length);
    }

    /** Where the request ends in the input. */
    int end() {
        return end;
    }

    int addressHash() {
        return hash(hash(1, bytes, start, targetEnd), bytes, starts[HOST], ends[HOST]);
    }

    static int addressHash(byte[] target, byte[] host) {
        return hash(hash(1, target, 0, target.length), host, 0, host.length);
    }

    private static int hash(int before, byte[] bytes, int from, int to) {
        int hash = before;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Whether it is for this target and Host, byte by byte. */
    boolean isFor(byte[] target, byte[] host) {
        return Arrays.equals(bytes, start, targetEnd, target, 0, target.length)
                && Arrays.equals(bytes, starts[HOST], ends[HOST], host, 0, host.length);
    }

    /** The value of {@code x-ms-range}, else of {@code Range}; null when there is neither. */
    @Nullable
    String range() {
        return ends[X_MS_RANGE] > 0 ? text(X_MS_RANGE) : ends[RANGE] > 0 ? text(RANGE) : null;
    }

    String target() {
        return new String(bytes, start, targetEnd - start, StandardCharsets.ISO_8859_1);
    }

    String host() {
        return text(HOST);
    }

    /** Null when there is none. */
    @Nullable
    String clientRequestId() {
        return ends[CLIENT_REQUEST_ID] > 0 ? text(CLIENT_REQUEST_ID) : null;
    }

    /** Null when there is none. */
    @Nullable
    String userAgent() {
        return ends[USER_AGENT] > 0 ? text(USER_AGENT) : null;
    }

    private String text(int header) {
        return new String(bytes, starts[header], ends[header] - starts[header], StandardCharsets.ISO_8859_1);
    }

    /** Bytes of {@code x-ms-version}'s value; 0 when there is none. */
    int versionLength() {
        return ends[X_MS_VERSION] - starts[X_MS_VERSION];
    }

    int version(byte[] into, int at) {
        return copy(X_MS_VERSION, into, at);
    }

    /** Bytes of {@code x-ms-client-request-id}'s value; 0 when there is none. */
    int clientRequestIdLength() {
        return ends[CLIENT_REQUEST_ID] - starts[CLIENT_REQUEST_ID];
    }

    int clientRequestId(byte[] into, int at) {
        return copy(CLIENT_REQUEST_ID, into, at);
    }

    /** Where the copy ends. */
    private int copy(int header, byte[] into, int at) {
        int length = ends[header] - starts[header];
        System.arraycopy(bytes, starts[header], into, at, length);
        return at + length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
