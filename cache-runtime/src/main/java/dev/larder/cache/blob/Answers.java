package dev.larder.cache.blob;

import dev.larder.cache.read.ByteSource;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes the heads of answers, with what every answer of the service carries, and whole error answers. Thread-safe. */
final class Answers {

    static final String ERROR_CODE = "x-ms-error-code";
    static final String REQUEST_ID = "x-ms-request-id";
    static final String CLIENT_REQUEST_ID = "x-ms-client-request-id";
    static final String VERSION = "x-ms-version";
    static final String NODE = "x-larder-node";
    static final String SOURCE = "x-larder-source";
    static final String REVISION = "x-larder-revision";

    /** Said to clients that name no version. */
    private static final String OWN_VERSION = "2025-11-05";

    private static final int LONGEST_ECHO = 1024;

    private final String node;
    private final long idBase = new SecureRandom().nextLong();
    private final AtomicLong idCount = new AtomicLong();
    private volatile Now now = new Now(0, "");

    /** An HTTP date lasts for its second. */
    private record Now(long second, String text) {}

    Answers(String node) {
        this.node = node;
    }

    String node() {
        return node;
    }

    HttpResponse head(@Nullable HttpRequest request, int status) {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        var headers = head.headers();
        headers.set(HttpHeaderNames.SERVER, "Larder-Blob/1.0");
        headers.set(HttpHeaderNames.DATE, date());
        headers.set(REQUEST_ID, requestId());
        headers.set(NODE, node);
        var version = request == null ? null : request.headers().get(VERSION);
        put(headers, VERSION, version == null || version.length() > 32 ? OWN_VERSION : version);
        var id = request == null ? null : request.headers().get(CLIENT_REQUEST_ID);
        if (id != null && id.length() <= LONGEST_ECHO) {
            put(headers, CLIENT_REQUEST_ID, id);
        }
        return head;
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
    static String name(ByteSource source) {
        return switch (source) {
            case MEMORY -> "memory";
            case DISK -> "disk";
            case PEER -> "peer";
            case ORIGIN -> "origin";
        };
    }

    /** Sets a header whose value comes from outside; what a header line cannot hold becomes a question mark. */
    static void put(HttpHeaders headers, String name, String value) {
        // Blanks at the ends are no part of a header's value.
        var clean = value.strip();
        if (!fitsHeader(clean)) {
            var text = new StringBuilder(clean.length());
            clean.chars().forEach(c -> text.append(fitsHeader(c) ? (char) c : '?'));
            clean = text.toString();
        }
        headers.set(name, clean);
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

    private String date() {
        long millis = System.currentTimeMillis();
        var cached = now;
        if (cached.second != millis / 1000) {
            cached = new Now(millis / 1000, DateFormatter.format(new Date(millis)));
            now = cached;
        }
        return cached.text;
    }

    /** In the form of a UUID, unique but not random: random ones would cost more than a small hit. */
    private String requestId() {
        long count = idCount.incrementAndGet();
        var id = new StringBuilder(36);
        hex(id, idBase >>> 32, 8);
        id.append('-');
        hex(id, idBase >>> 16, 4);
        id.append("-4");
        hex(id, idBase, 3);
        id.append("-8");
        hex(id, count >>> 48, 3);
        id.append('-');
        hex(id, count, 12);
        return id.toString();
    }

    private static void hex(StringBuilder into, long value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            into.append(Character.forDigit((int) (value >>> shift) & 0xF, 16));
        }
    }
}
