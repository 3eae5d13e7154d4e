package dev.larder.cache.blob;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What of a read decides at the origin whether its sender may read. */
final class ShownCredential {

    /** The service takes no signature that is older, or that far ahead. */
    private static final Duration LONGEST_SIGNED = Duration.ofMinutes(15);

    private ShownCredential() {}

    /**
     * Equal texts are equal rights: the bearer token and the whole query, of which a SAS is a part. A signature with the
     * account's key is another for each request, so it is checked here, and stands for the key. Null if nothing can be
     * concluded from it for a later read.
     *
     * @param key of the account, if this node holds it
     * @param now milliseconds since 1970
     */
    static @Nullable String of(HttpRequest request, Target target, byte @Nullable [] key, long now) {
        var authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        if (request.headers().getAll(HttpHeaderNames.AUTHORIZATION).size() > 1) {
            return null;
        }
        var signed = SharedKey.parse(authorization);
        if (signed == null) {
            return "shown " + (authorization == null ? "" : authorization) + '\n'
                    + target.query().raw();
        }
        boolean genuine = key != null
                && signed.account().equals(target.account())
                && signed.matches(
                        key,
                        request.method().name(),
                        ForwardedRequest.sentPath(request),
                        target.query(),
                        request.headers())
                && isRecent(request, now);
        return genuine ? "key\n" + target.query().raw() : null;
    }

    private static boolean isRecent(HttpRequest request, long now) {
        var text = request.headers().get("x-ms-date");
        if (text == null) {
            text = request.headers().get(HttpHeaderNames.DATE);
        }
        // Netty's parser throws when it is given more.
        var date = text == null || text.length() > 64 ? null : DateFormatter.parseHttpDate(text);
        return date != null && Math.abs(now - date.getTime()) <= LONGEST_SIGNED.toMillis();
    }
}
