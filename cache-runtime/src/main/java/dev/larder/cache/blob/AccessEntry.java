package dev.larder.cache.blob;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as the access log tells of them. Holds no header that can be a credential; the target still
 * is what the client sent, cut to a length.
 *
 * @param endedAt milliseconds since 1970
 * @param client address of the client
 * @param host the Host header: names the account where the target does not
 * @param status 0 if the client left before there was one
 * @param bytes of the body, as handed to the socket
 * @param nanos from the request's head to the last byte of its answer
 * @param source where the first byte was, as in {@code x-larder-source}
 * @param complete the answer was sent whole
 */
record AccessEntry(
        long endedAt,
        String client,
        @Nullable String method,
        @Nullable String host,
        @Nullable String target,
        int status,
        long bytes,
        long nanos,
        @Nullable String source,
        @Nullable String clientRequestId,
        @Nullable String userAgent,
        boolean complete) {

    /** Longer than any sensible name with its escapes; what waits to be written must stay small. */
    static final int LONGEST_TARGET = 2_048;

    private static final int LONGEST_HEADER = 256;

    /** What a client said of itself and of what it wants. */
    record Asked(
            @Nullable String method,
            @Nullable String host,
            @Nullable String target,
            @Nullable String clientRequestId,
            @Nullable String userAgent) {

        static final Asked NOTHING = new Asked(null, null, null, null, null);

        static Asked of(HttpRequest request) {
            var headers = request.headers();
            return new Asked(
                    cut(request.method().name(), LONGEST_HEADER),
                    cut(headers.get(HttpHeaderNames.HOST), LONGEST_HEADER),
                    cut(request.uri(), LONGEST_TARGET),
                    cut(headers.get(Answers.CLIENT_REQUEST_ID), LONGEST_HEADER),
                    cut(headers.get(HttpHeaderNames.USER_AGENT), LONGEST_HEADER));
        }

        static Asked of(SimpleGet request) {
            return new Asked(
                    "GET",
                    cut(request.host(), LONGEST_HEADER),
                    cut(request.target(), LONGEST_TARGET),
                    cut(request.clientRequestId(), LONGEST_HEADER),
                    cut(request.userAgent(), LONGEST_HEADER));
        }

        private static @Nullable String cut(@Nullable String text, int length) {
            return text == null || text.length() <= length ? text : text.substring(0, length);
        }

        AccessEntry answered(
                String client, int status, long bytes, long nanos, @Nullable String source, boolean complete) {
            return new AccessEntry(
                    System.currentTimeMillis(),
                    client,
                    method,
                    host,
                    target,
                    status,
                    bytes,
                    nanos,
                    source,
                    clientRequestId,
                    userAgent,
                    complete);
        }
    }

    static String client(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress from && from.getAddress() != null
                ? from.getAddress().getHostAddress()
                : "-";
    }
}
