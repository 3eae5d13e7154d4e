package dev.larder.cache.blob;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * The conditional headers of a read. Together they mean what they mean at the service since version 2013-08-15, which is
 * not what HTTP says: If-Match and If-Unmodified-Since must both hold, and one of If-None-Match and If-Modified-Since.
 * ETags are compared without quotes, since SDKs send them either way.
 */
final class Conditions {

    private static final int LONGEST_DATE = 64;

    private Conditions() {}

    /** Null when the read may go on. */
    static @Nullable Refusal check(HttpHeaders headers, String etag, Instant lastModified) {
        var match = headers.get(HttpHeaderNames.IF_MATCH);
        if (match != null && !names(match, etag)) {
            return notMet("If-Match", etag);
        }
        var unmodified = headers.get(HttpHeaderNames.IF_UNMODIFIED_SINCE);
        if (unmodified != null) {
            var at = date(unmodified);
            if (at == null) {
                return badDate("If-Unmodified-Since");
            }
            if (modifiedAfter(lastModified, at)) {
                return notMet("If-Unmodified-Since", etag);
            }
        }
        var noneMatch = headers.get(HttpHeaderNames.IF_NONE_MATCH);
        if (noneMatch != null && noneMatch.strip().equals("*")) {
            return AzureError.UNSATISFIABLE_CONDITION.because(
                    "The request includes an unsatisfiable condition for this operation: If-None-Match: * on a read.");
        }
        var modified = headers.get(HttpHeaderNames.IF_MODIFIED_SINCE);
        if (modified != null) {
            var at = date(modified);
            if (at == null) {
                return badDate("If-Modified-Since");
            }
            if (modifiedAfter(lastModified, at)) {
                return null;
            }
        }
        boolean another = noneMatch != null && !names(noneMatch, etag);
        return another || (noneMatch == null && modified == null) ? null : notModified();
    }

    /** Whether a list of ETags, each quoted, weak or bare, or {@code *}, names this one. */
    static boolean names(String header, String etag) {
        for (var part : header.split(",", -1)) {
            var tag = part.strip();
            if (tag.startsWith("W/")) {
                tag = tag.substring(2);
            }
            if (tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")) {
                tag = tag.substring(1, tag.length() - 1);
            }
            if (tag.equals("*") || tag.equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** Null when it is no HTTP date. */
    private static @Nullable Date date(String text) {
        // Netty's parser throws when it is given more.
        return text.length() > LONGEST_DATE ? null : DateFormatter.parseHttpDate(text);
    }

    /** HTTP dates have whole seconds. */
    private static boolean modifiedAfter(Instant lastModified, Date date) {
        return lastModified.getEpochSecond() > Math.floorDiv(date.getTime(), 1000L);
    }

    private static Refusal notMet(String header, String etag) {
        return AzureError.CONDITION_NOT_MET.because(
                "The condition specified using HTTP conditional header(s) is not met: " + header
                        + "; the blob's ETag here is \"" + etag + "\".");
    }

    private static Refusal notModified() {
        return AzureError.NOT_MODIFIED.because("The blob is unchanged.");
    }

    private static Refusal badDate(String header) {
        return AzureError.INVALID_HEADER_VALUE.because(
                "The value of " + header + " is not an HTTP date such as \"Mon, 23 Nov 2026 04:05:06 GMT\".");
    }
}
