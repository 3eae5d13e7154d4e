package dev.larder.cache.blob;

import dev.larder.cache.origin.OriginEndpoint;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's request as it goes to the origin: raw path and query as the client wrote them (bytes that are not ASCII are
 * encoded), its own headers and credentials, another host and, for path-style clients, perhaps another path prefix.
 */
sealed interface ForwardedRequest {

    record Ready(HttpRequest head) implements ForwardedRequest {}

    record Refused(Refusal refusal) implements ForwardedRequest {}

    /** Of one connection only; {@code Transfer-Encoding} is written anew by the encoder. */
    List<String> HOP_BY_HOP =
            List.of("connection", "keep-alive", "proxy-connection", "proxy-authenticate", "te", "trailer", "upgrade");

    /** What says which part of which version is wanted, and would change what a question is answered. */
    List<String> OF_A_READ = List.of(
            "content-length",
            "expect",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-unmodified-since",
            "proxy-authorization",
            "range",
            "x-ms-range",
            "x-ms-range-get-content-crc64",
            "x-ms-range-get-content-md5");

    /** @param key of the account, if this node holds it */
    static ForwardedRequest of(HttpRequest request, Target target, OriginEndpoint endpoint, byte @Nullable [] key) {
        var sentPath = pathOf(request.uri());
        var path = Percent.encode(endpoint.path() + target.rawPath());
        if (path.isEmpty()) {
            path = "/";
        }
        var query = target.query();
        var head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, request.method(), uri(path, query), unvalidated());
        var headers = head.headers();
        headers.set(request.headers());
        removeHopByHop(headers);
        headers.remove("proxy-authorization");
        headers.set(HttpHeaderNames.HOST, endpoint.authority());
        if (HttpUtil.isTransferEncodingChunked(request)) {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        var signed = SharedKey.parse(headers.get(HttpHeaderNames.AUTHORIZATION));
        if (signed == null || sentPath.equals(path)) {
            return new Ready(head);
        }
        // The signature covers the path, and the service checks it against the path that it sees.
        var method = request.method().name();
        if (key == null) {
            return refused("The request is signed for the path " + sentPath + ", which the origin sees as " + path
                    + ", and this cache does not hold the key of account " + target.account()
                    + " to sign it anew. Use a SAS or a bearer token, or address the cache host-style.");
        }
        if (!signed.account().equals(target.account())
                || !signed.matches(key, method, sentPath, query, request.headers())) {
            return refused(
                    "Server failed to authenticate the request. The signature does not match the account's key.");
        }
        headers.set(HttpHeaderNames.AUTHORIZATION, signed.authorization(key, method, path, query, headers));
        return new Ready(head);
    }

    /**
     * A request for the properties of the blob that a read names, with the read's own credential. The read itself was
     * authenticated if it is signed with the account's key.
     *
     * @param known the ETag of the version that is known, without quotes: it is asked whether there is another
     */
    static HttpRequest question(
            HttpRequest read, Target target, OriginEndpoint endpoint, byte @Nullable [] key, @Nullable String known) {
        var path = Percent.encode(endpoint.path() + target.rawPath());
        var query = target.query();
        var head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.HEAD, uri(path, query), unvalidated());
        var headers = head.headers();
        headers.set(read.headers());
        removeHopByHop(headers);
        OF_A_READ.forEach(headers::remove);
        headers.set(HttpHeaderNames.HOST, endpoint.authority());
        if (known != null) {
            headers.set(HttpHeaderNames.IF_NONE_MATCH, '"' + known + '"');
        }
        var signed = SharedKey.parse(headers.get(HttpHeaderNames.AUTHORIZATION));
        if (signed != null && key != null) {
            headers.set(HttpHeaderNames.AUTHORIZATION, signed.authorization(key, "HEAD", path, query, headers));
        }
        return head;
    }

    /** The path of a request line, as it is there. */
    static String sentPath(HttpRequest request) {
        return pathOf(request.uri());
    }

    /** Also what the Connection header itself names. */
    static void removeHopByHop(HttpHeaders headers) {
        for (var value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (var name : value.split(",", -1)) {
                var named = name.strip();
                if (!named.isEmpty() && !named.equalsIgnoreCase("close") && !named.equalsIgnoreCase("keep-alive")) {
                    headers.remove(named);
                }
            }
        }
        HOP_BY_HOP.forEach(headers::remove);
    }

    /** Headers that were parsed from the wire already are not checked again; other parties' are passed as they are. */
    static DefaultHttpHeadersFactory unvalidated() {
        return DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    }

    private static String uri(String path, Query query) {
        return query.raw().isEmpty() ? path : path + "?" + Percent.encode(query.raw());
    }

    private static String pathOf(String uri) {
        var path = uri;
        int scheme = path.indexOf("://");
        if (!path.startsWith("/") && scheme >= 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        int question = path.indexOf('?');
        return question < 0 ? path : path.substring(0, question);
    }

    private static Refused refused(String message) {
        return new Refused(AzureError.AUTHENTICATION_FAILED.because(message));
    }
}
