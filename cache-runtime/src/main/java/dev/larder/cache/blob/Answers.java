package dev.larder.cache.blob;

import dev.larder.cache.read.ByteSource;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes the heads of answers, with what every answer of the service carries, and whole error answers. Thread-safe. */
final class Answers {

    // Such names know their hash, and are copied to the wire as they are.
    static final AsciiString ERROR_CODE = AsciiString.cached("x-ms-error-code");
    static final AsciiString REQUEST_ID = AsciiString.cached("x-ms-request-id");
    static final AsciiString CLIENT_REQUEST_ID = AsciiString.cached("x-ms-client-request-id");
    static final AsciiString VERSION = AsciiString.cached("x-ms-version");
    static final AsciiString NODE = AsciiString.cached("x-larder-node");
    static final AsciiString SOURCE = AsciiString.cached("x-larder-source");
    static final AsciiString REVISION = AsciiString.cached("x-larder-revision");

    private static final AsciiString MEMORY = AsciiString.cached("memory");
    private static final AsciiString DISK = AsciiString.cached("disk");
    private static final AsciiString PEER = AsciiString.cached("peer");
    private static final AsciiString ORIGIN = AsciiString.cached("origin");
    private static final AsciiString SERVER = AsciiString.cached("Larder-Blob/1.0");

    /** Said to clients that name no version. */
    private static final AsciiString OWN_VERSION = AsciiString.cached("2025-11-05");

    private static final int LONGEST_VERSION = 32;
    private static final int LONGEST_ECHO = 1024;

    // The lines of a head that differ from answer to answer: each ends the one before, the first of them none.
    private static final byte[] DATE_IS = ascii("date: ");
    private static final byte[] REQUEST_ID_IS = ascii("\r\nx-ms-request-id: ");
    private static final byte[] VERSION_IS = ascii("\r\nx-ms-version: ");
    private static final byte[] CLIENT_REQUEST_ID_IS = ascii("\r\nx-ms-client-request-id: ");
    private static final byte[] CONTENT_RANGE_IS = ascii("\r\ncontent-range: ");
    private static final byte[] CONTENT_LENGTH_IS = ascii("\r\ncontent-length: ");
    private static final byte[] SOURCE_IS_DISK = ascii("\r\nx-larder-source: disk\r\n\r\n");
    /** All of these together with their values, but for the version and the client's id. */
    private static final int MOST_OF_THE_REST = 512;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final HttpHeadersFactory UNCHECKED =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private final String node;
    private final AsciiString nodeValue;
    private final long idBase = new SecureRandom().nextLong();
    private final AtomicLong idCount = new AtomicLong();
    private volatile Now now = new Now(0, AsciiString.EMPTY_STRING);

    /** An HTTP date lasts for its second. */
    private record Now(long second, AsciiString text) {}

    Answers(String node) {
        this.node = node;
        this.nodeValue = AsciiString.cached(clean(node));
    }

    String node() {
        return node;
    }

    HttpResponse head(@Nullable HttpRequest request, int status) {
        var headers = empty();
        headers.set(HttpHeaderNames.SERVER, SERVER);
        headers.set(HttpHeaderNames.DATE, date());
        headers.set(REQUEST_ID, requestId());
        headers.set(NODE, nodeValue);
        var version = request == null ? null : request.headers().get(VERSION);
        if (version == null || version.length() > LONGEST_VERSION) {
            headers.set(VERSION, OWN_VERSION);
        } else {
            put(headers, VERSION, version);
        }
        var id = request == null ? null : request.headers().get(CLIENT_REQUEST_ID);
        if (id != null && id.length() <= LONGEST_ECHO) {
            put(headers, CLIENT_REQUEST_ID, id);
        }
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), headers);
    }

    /** Headers that nothing checks a second time: values from outside pass {@link #put}, the others are ours. */
    static HttpHeaders empty() {
        return UNCHECKED.newHeaders();
    }

    /** The status line and those headers that are the same in every such answer, as bytes. */
    byte[] lasting(int status, HttpHeaders described) {
        var text = new StringBuilder("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(status))
                .append("\r\n");
        line(text, HttpHeaderNames.SERVER, SERVER);
        line(text, NODE, nodeValue);
        described.iteratorCharSequence().forEachRemaining(header -> line(text, header.getKey(), header.getValue()));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void line(StringBuilder text, CharSequence name, CharSequence value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    /**
     * Writes the head of an answer from disk: what {@link #head} and the blob's headers say, and how many bytes follow.
     *
     * @return its length; negative if it does not fit
     */
    int quickHead(byte[] into, SimpleGet request, KnownTarget target, ByteSpan wanted, int length) {
        var lasting = target.head(this, wanted instanceof ByteSpan.Part);
        int version = request.versionLength();
        int id = request.clientRequestIdLength();
        if (lasting.length + version + id + MOST_OF_THE_REST > into.length) {
            return -1;
        }
        int at = put(into, 0, lasting);
        at = put(into, at, DATE_IS);
        at = put(into, at, date().array());
        at = put(into, at, REQUEST_ID_IS);
        at = putRequestId(into, at);
        at = put(into, at, VERSION_IS);
        at = version == 0 || version > LONGEST_VERSION ? put(into, at, OWN_VERSION.array()) : request.version(into, at);
        if (id > 0 && id <= LONGEST_ECHO) {
            at = put(into, at, CLIENT_REQUEST_ID_IS);
            at = request.clientRequestId(into, at);
        }
        if (wanted instanceof ByteSpan.Part part) {
            at = put(into, at, CONTENT_RANGE_IS);
            at = put(into, at, part.contentRange().getBytes(StandardCharsets.US_ASCII));
        }
        at = put(into, at, CONTENT_LENGTH_IS);
        at = put(into, at, length);
        return put(into, at, SOURCE_IS_DISK);
    }

    private static int put(byte[] into, int at, byte[] what) {
        System.arraycopy(what, 0, into, at, what.length);
        return at + what.length;
    }

    private static int put(byte[] into, int at, int number) {
        int digits = 1;
        for (int left = number / 10; left > 0; left /= 10) {
            digits++;
        }
        int left = number;
        for (int i = at + digits - 1; i >= at; i--) {
            into[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return at + digits;
    }

    /** Ends the exchange with an error. */
    void refuse(ClientConnection client, @Nullable HttpRequest request, Refusal refusal) {
        refuse(client, request, refusal, head(request, refusal.error().status()));
    }

    /** @param head of {@link #head}, with what the error adds */
    void refuse(ClientConnection client, @Nullable HttpRequest request, Refusal refusal, HttpResponse head) {
        var headers = head.headers();
        headers.set(ERROR_CODE, refusal.error().code());
        switch (refusal.error()) {
            case SERVER_BUSY -> headers.set(HttpHeaderNames.RETRY_AFTER, "1");
            case UNSUPPORTED_VERB -> headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
            default -> {}
        }
        var bodiless = refusal.error() == AzureError.NOT_MODIFIED
                || (request != null && request.method().equals(HttpMethod.HEAD));
        if (bodiless) {
            client.head(head);
        } else {
            var body = refusal.xml(String.valueOf(headers.get(REQUEST_ID))).getBytes(StandardCharsets.UTF_8);
            headers.set(HttpHeaderNames.CONTENT_TYPE, "application/xml");
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
            client.head(head);
            client.write(new DefaultHttpContent(Unpooled.wrappedBuffer(body)));
        }
        client.write(LastHttpContent.EMPTY_LAST_CONTENT);
        client.done();
    }

    /** Ends the exchange with a whole XML document. */
    void xml(ClientConnection client, HttpResponse head, byte[] body) {
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/xml");
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        client.head(head);
        client.write(new DefaultHttpContent(Unpooled.wrappedBuffer(body)));
        client.write(LastHttpContent.EMPTY_LAST_CONTENT);
        client.done();
    }

    /** A place's name in {@link #SOURCE}. */
    static AsciiString name(ByteSource source) {
        return switch (source) {
            case MEMORY -> MEMORY;
            case DISK -> DISK;
            case PEER -> PEER;
            case ORIGIN -> ORIGIN;
        };
    }

    /** Sets a header whose value comes from outside; what a header line cannot hold becomes a question mark. */
    static void put(HttpHeaders headers, CharSequence name, String value) {
        headers.set(name, clean(value));
    }

    private static String clean(String value) {
        // Blanks at the ends are no part of a header's value.
        var stripped = value.strip();
        if (fitsHeader(stripped)) {
            return stripped;
        }
        var text = new StringBuilder(stripped.length());
        stripped.chars().forEach(c -> text.append(fitsHeader(c) ? (char) c : '?'));
        return text.toString();
    }

    private static boolean fitsHeader(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!fitsHeader(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fitsHeader(int c) {
        return c >= 0x20 && c < 0x7F;
    }

    private AsciiString date() {
        long millis = System.currentTimeMillis();
        var cached = now;
        if (cached.second != millis / 1000) {
            cached = new Now(millis / 1000, new AsciiString(DateFormatter.format(new Date(millis))));
            now = cached;
        }
        return cached.text;
    }

    private AsciiString requestId() {
        var id = new byte[36];
        putRequestId(id, 0);
        return new AsciiString(id, false);
    }

    /** In the form of a UUID, unique but not random: random ones would cost more than a small hit. */
    private int putRequestId(byte[] id, int at) {
        long count = idCount.incrementAndGet();
        hex(id, at, idBase >>> 32, 8);
        id[at + 8] = '-';
        hex(id, at + 9, idBase >>> 16, 4);
        id[at + 13] = '-';
        id[at + 14] = '4';
        hex(id, at + 15, idBase, 3);
        id[at + 18] = '-';
        id[at + 19] = '8';
        hex(id, at + 20, count >>> 48, 3);
        id[at + 23] = '-';
        hex(id, at + 24, count, 12);
        return at + 36;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void hex(byte[] into, int at, long value, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            into[at + i] = HEX[(int) value & 0xF];
            value >>>= 4;
        }
    }
}
