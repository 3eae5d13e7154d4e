package dev.larder.cache.blob;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * What a List Blobs asks for.
 *
 * @param prefix empty for all
 * @param delimiter empty for a flat list
 * @param marker as received; echoed
 * @param from the name to begin at, from the marker; empty for the start
 * @param limit blobs and prefixes of one page, 1 to 5,000
 * @param limited the client named a limit, which is then echoed
 */
record ListQuery(
        String prefix, String delimiter, String marker, String from, int limit, boolean limited, boolean metadata) {

    static final int MOST = 5_000;

    private static final String MARKER_PREFIX = "larder!";

    sealed interface Parsed {
        record Good(ListQuery query) implements Parsed {}

        record Bad(Refusal refusal) implements Parsed {}
    }

    static Parsed parse(Query query) {
        int limit = MOST;
        var asked = query.get("maxresults");
        if (asked != null) {
            if (!asked.matches("-?\\d{1,18}")) {
                return bad(AzureError.INVALID_QUERY, "maxresults must be a number.");
            }
            long number = Long.parseLong(asked);
            if (number < 1) {
                return bad(AzureError.QUERY_OUT_OF_RANGE, "maxresults must be at least 1.");
            }
            limit = (int) Math.min(number, MOST);
        }
        var marker = orEmpty(query, "marker");
        var from = orEmpty(query, "startfrom");
        if (!marker.isEmpty()) {
            try {
                from = decoded(marker);
            } catch (IllegalArgumentException wrong) {
                return bad(AzureError.INVALID_QUERY, "The marker is not one that this endpoint gave out.");
            }
        }
        var include = Set.of(orEmpty(query, "include").toLowerCase(Locale.ROOT).split(",", -1));
        return new Parsed.Good(new ListQuery(
                orEmpty(query, "prefix"),
                orEmpty(query, "delimiter"),
                marker,
                from,
                limit,
                asked != null,
                include.contains("metadata")));
    }

    /** Opaque to clients: the name that the next page begins at. */
    static String markerAt(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        return MARKER_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String decoded(String marker) {
        if (!marker.startsWith(MARKER_PREFIX)) {
            throw new IllegalArgumentException(marker);
        }
        var bytes = Base64.getUrlDecoder().decode(marker.substring(MARKER_PREFIX.length()));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String orEmpty(Query query, String name) {
        var value = query.get(name);
        return value == null ? "" : value;
    }

    private static Parsed bad(AzureError error, String message) {
        return new Parsed.Bad(error.because(message));
    }
}
