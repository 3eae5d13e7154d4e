package dev.larder.cache.blob;

import dev.larder.model.blob.BlobRef;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request line and Host name: account, container, blob, each decoded once.
 *
 * @param container empty for requests about the account; {@code $root} for blobs of the root container
 * @param blob empty for requests about the container or the account
 * @param hostStyle the account came from the Host header ({@code account.blob.core.windows.net})
 * @param rawPath the path below the account as received, empty or starting with a slash, for forwarding
 */
record Target(String account, String container, String blob, boolean hostStyle, String rawPath, Query query) {

    /** What parsing gives: a target or the reason why there is none. */
    sealed interface Parsed {
        record Good(Target target) implements Parsed {}

        record Bad(Refusal refusal) implements Parsed {}
    }

    private static final Pattern HOST_STYLE = Pattern.compile("([a-z0-9-]{1,200})\\.blob\\.[a-z0-9.-]+(:\\d+)?");

    static Parsed parse(String uri, @Nullable String host) {
        var raw = uri.startsWith("/") ? uri : withoutAuthority(uri);
        if (raw == null) {
            return bad("The request target must be a path that starts with \"/\".");
        }
        if (!isEncoded(raw)) {
            return bad("The request target holds a character that must be percent-encoded.");
        }
        int question = raw.indexOf('?');
        var query = Query.parse(question < 0 ? "" : raw.substring(question + 1));
        if (query == null) {
            return new Parsed.Bad(AzureError.INVALID_QUERY.because("The query is not percent-encoded UTF-8."));
        }
        var path = question < 0 ? raw : raw.substring(0, question);
        try {
            var hosted = host == null || !namesAccount(host) ? null : HOST_STYLE.matcher(host.toLowerCase(Locale.ROOT));
            if (hosted != null && hosted.matches()) {
                return new Parsed.Good(below(BlobRef.requireAccount(hosted.group(1)), true, path, query));
            }
            int slash = path.indexOf('/', 1);
            var account = decoded(slash < 0 ? path.substring(1) : path.substring(1, slash));
            return new Parsed.Good(
                    below(BlobRef.requireAccount(account), false, slash < 0 ? "" : path.substring(slash), query));
        } catch (IllegalArgumentException wrong) {
            return bad("The requested URI does not represent any resource on the server: " + wrong.getMessage());
        }
    }

    /** The blob's address; only for targets that have one. */
    BlobRef ref() {
        return new BlobRef(account, container, blob);
    }

    /** The account is a name for one Dataset: real accounts have letters and digits only. */
    boolean isVirtual() {
        return account.contains("--");
    }

    /** Most requests are path-style, and are spared the regular expression. */
    private static boolean namesAccount(String host) {
        return host.regionMatches(true, host.indexOf('.'), ".blob.", 0, 6);
    }

    /** @param path below the account: empty or starting with a slash */
    private static Target below(String account, boolean hostStyle, String path, Query query) {
        int slash = path.indexOf('/', 1);
        var first = path.isEmpty() ? "" : decoded(slash < 0 ? path.substring(1) : path.substring(1, slash));
        var rest = slash < 0 ? "" : decoded(path.substring(slash + 1));
        if (first.isEmpty() && rest.isEmpty()) {
            return new Target(account, "", "", hostStyle, path, query);
        }
        if (slash < 0 && !query.is("restype", "container")) {
            return new Target(account, "$root", BlobRef.requirePath(first), hostStyle, path, query);
        }
        BlobRef.requireContainer(first);
        return new Target(account, first, rest.isEmpty() ? "" : BlobRef.requirePath(rest), hostStyle, path, query);
    }

    private static boolean isEncoded(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c == '#' || c == 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static String decoded(String raw) {
        var text = Percent.decode(raw);
        if (text == null) {
            throw new IllegalArgumentException("the path is not percent-encoded UTF-8");
        }
        return text;
    }

    /** Clients of proxies send {@code http://host/path}. */
    private static @Nullable String withoutAuthority(String uri) {
        int scheme = uri.indexOf("://");
        if (scheme < 0 || !uri.regionMatches(true, 0, "http", 0, 4)) {
            return null;
        }
        int path = uri.indexOf('/', scheme + 3);
        return path < 0 ? "/" : uri.substring(path);
    }

    private static Parsed bad(String message) {
        return new Parsed.Bad(AzureError.INVALID_URI.because(message));
    }
}
