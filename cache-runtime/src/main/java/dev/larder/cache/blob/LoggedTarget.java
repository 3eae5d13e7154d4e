package dev.larder.cache.blob;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request's target without what gives access. Of the query only parameters are told that are known to be none: SAS
 * tokens have many parts, and the next version of the service may have others. What looks like a signature is masked in the
 * path, too, where clients that encode the question mark put it.
 */
final class LoggedTarget {

    private static final Set<String> TOLD = Set.of(
            "blockid",
            "comp",
            "delimiter",
            "include",
            "marker",
            "maxresults",
            "prefix",
            "resource",
            "restype",
            "snapshot",
            "timeout",
            "versionid");

    /** {@code sig=} and what follows, each character of it as it is or encoded, once or more often. */
    private static final Pattern SIGNATURE = Pattern.compile(
            "(?:s|%(?:25)*[57]3)(?:i|%(?:25)*[46]9)(?:g|%(?:25)*[46]7)(?:=|%(?:25)*3d)[^&]*", Pattern.CASE_INSENSITIVE);

    private LoggedTarget() {}

    static String of(String target) {
        int question = target.indexOf('?');
        var path = path(question < 0 ? target : target.substring(0, question));
        var told = new StringBuilder(path);
        if (question >= 0) {
            char separator = '?';
            for (var part : target.substring(question + 1).split("&")) {
                int equals = part.indexOf('=');
                var name = equals < 0 ? part : part.substring(0, equals);
                if (TOLD.contains(name.toLowerCase(Locale.ROOT))) {
                    told.append(separator).append(part);
                    separator = '&';
                }
            }
        }
        return SIGNATURE.matcher(told).replaceAll("sig=-");
    }

    /** Proxies are sent whole URLs, in which a user and password can stand. */
    private static String path(String path) {
        if (path.startsWith("/")) {
            return path;
        }
        int authority = path.indexOf("://");
        int slash = authority < 0 ? -1 : path.indexOf('/', authority + 3);
        return slash < 0 ? "-" : path.substring(slash);
    }
}
