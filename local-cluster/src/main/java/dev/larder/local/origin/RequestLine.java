package dev.larder.local.origin;

import dev.larder.local.origin.OriginRequest.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** What a request asks for, read from a path-style address {@code /account/container/path?query}. */
record RequestLine(Kind kind, String method, String blob, String range, String target) {

    static RequestLine of(Head head) {
        var target = head.target();
        int question = target.indexOf('?');
        var path = decode(question < 0 ? target : target.substring(0, question));
        var query = "&" + (question < 0 ? "" : target.substring(question + 1)) + "&";
        var parts = path.split("/", 4);
        boolean ofBlob = parts.length == 4 && !parts[3].isEmpty() && !query.contains("&restype=container&");
        var blob = ofBlob ? parts[2] + "/" + parts[3] : "";
        var range = head.header("x-ms-range");
        return new RequestLine(
                kind(head.method(), query, ofBlob),
                head.method(),
                blob,
                range.isEmpty() ? head.header("Range") : range,
                target);
    }

    private static Kind kind(String method, String query, boolean ofBlob) {
        boolean plain = ofBlob && !query.contains("&comp=");
        return switch (method) {
            case "GET" -> plain ? Kind.GET_BLOB : query.contains("&comp=list&") ? Kind.LIST : Kind.OTHER;
            case "HEAD" -> plain ? Kind.HEAD_BLOB : Kind.OTHER;
            case "PUT", "DELETE", "POST", "PATCH" -> Kind.WRITE;
            default -> Kind.OTHER;
        };
    }

    /** Percent-decodes; a plus sign in a path is itself. Malformed escapes are left alone. */
    private static String decode(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return path;
        }
    }
}
