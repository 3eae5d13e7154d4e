package dev.larder.cache.blob;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signatures with an account's key ("Authorize with Shared Key", version 2015-02-21 and later; the Lite scheme too).
 * The string that is signed holds the path as the service sees it, so a request that is forwarded under another path
 * must be signed again.
 *
 * @param lite the scheme {@code SharedKeyLite}
 */
record SharedKey(String account, String signature, boolean lite) {

    /** Null when the header carries another scheme. */
    static @Nullable SharedKey parse(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        int space = authorization.indexOf(' ');
        int colon = authorization.indexOf(':', space + 1);
        if (space < 0 || colon < 0) {
            return null;
        }
        var scheme = authorization.substring(0, space);
        boolean lite = scheme.equalsIgnoreCase("SharedKeyLite");
        if (!lite && !scheme.equalsIgnoreCase("SharedKey")) {
            return null;
        }
        return new SharedKey(
                authorization.substring(space + 1, colon).strip(),
                authorization.substring(colon + 1).strip(),
                lite);
    }

    /**
     * Whether the signature was made with this key.
     *
     * @param path raw, as in the request line, without the query
     */
    boolean matches(byte[] key, String method, String path, Query query, HttpHeaders headers) {
        var expected = sign(key, method, path, query, headers);
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }

    /** The Authorization header of the same request under this path. */
    String authorization(byte[] key, String method, String path, Query query, HttpHeaders headers) {
        return (lite ? "SharedKeyLite " : "SharedKey ") + account + ":" + sign(key, method, path, query, headers);
    }

    private String sign(byte[] key, String method, String path, Query query, HttpHeaders headers) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            var text = stringToSign(method, path, query, headers);
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has HmacSHA256", missing);
        }
    }

    String stringToSign(String method, String path, Query query, HttpHeaders headers) {
        var text = new StringBuilder(512).append(method).append('\n');
        boolean dated = headers.contains("x-ms-date");
        if (lite) {
            line(text, headers, "Content-MD5");
            line(text, headers, "Content-Type");
            text.append(dated ? "" : value(headers, "Date")).append('\n');
        } else {
            line(text, headers, "Content-Encoding");
            line(text, headers, "Content-Language");
            var length = value(headers, "Content-Length");
            text.append(length.equals("0") ? "" : length).append('\n');
            line(text, headers, "Content-MD5");
            line(text, headers, "Content-Type");
            text.append(dated ? "" : value(headers, "Date")).append('\n');
            line(text, headers, "If-Modified-Since");
            line(text, headers, "If-Match");
            line(text, headers, "If-None-Match");
            line(text, headers, "If-Unmodified-Since");
            line(text, headers, "Range");
        }
        canonicalHeaders(text, headers);
        text.append('/').append(account).append(path.isEmpty() ? "/" : path);
        if (lite) {
            var comp = query.get("comp");
            return comp == null
                    ? text.toString()
                    : text.append("?comp=").append(comp).toString();
        }
        canonicalQuery(text, query.raw());
        return text.toString();
    }

    private static void line(StringBuilder text, HttpHeaders headers, String name) {
        text.append(value(headers, name)).append('\n');
    }

    private static String value(HttpHeaders headers, String name) {
        var value = headers.get(name);
        return value == null ? "" : value.strip();
    }

    private static void canonicalHeaders(StringBuilder text, HttpHeaders headers) {
        var sorted = new TreeMap<String, String>();
        for (var header : headers) {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-ms-")) {
                sorted.merge(name, header.getValue().strip(), (a, b) -> a + "," + b);
            }
        }
        sorted.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
    }

    private static void canonicalQuery(StringBuilder text, String raw) {
        var sorted = new TreeMap<String, List<String>>();
        for (var part : raw.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            var name = orRaw(equals < 0 ? part : part.substring(0, equals)).toLowerCase(Locale.ROOT);
            var value = equals < 0 ? "" : orRaw(part.substring(equals + 1));
            sorted.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        }
        sorted.forEach((name, values) -> {
            values.sort(Comparator.naturalOrder());
            text.append('\n').append(name).append(':').append(String.join(",", values));
        });
    }

    /** A plus stays a plus: signers decode escapes only. */
    private static String orRaw(String text) {
        var decoded = Percent.decode(text);
        return decoded == null ? text : decoded;
    }
}
