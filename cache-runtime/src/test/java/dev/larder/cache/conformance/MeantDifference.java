package dev.larder.cache.conformance;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Every way in which a cache may look different from Azurite to a client, and why. A difference that none of these
 * explains fails the tests, and so does one of these that is never met. docs/conformance.md shows the reasons.
 */
enum MeantDifference {
    REQUEST_ID(
            "A request has its own id, and clients make up theirs.",
            Where.EVERYWHERE,
            ".*",
            ".*request_?id=.*|.*x-ms-(client-)?request-id=.*"),
    DATE("Time passes between two requests.", Where.EVERYWHERE, ".*", ".*[.](date|getdateproperty)=.*"),
    SERVER("Larder says that it is Larder.", Where.CACHED, ".*", ".*headers[.]server=azurite.*"),
    OWN_HEADERS(
            "`x-larder-node`, `x-larder-revision` and `x-larder-source` tell where bytes came from.",
            Where.EVERYWHERE,
            ".*",
            ".*headers[.]x-larder-(node|revision|source)=null>.*"),
    CONNECTION(
            "Connections are each hop's own. HTTP/1.1 keeps them open without being told.",
            Where.EVERYWHERE,
            ".*",
            ".*headers[.](connection=keep-alive>null|keep-alive=timeout.*)"),
    FRAMING(
            "Larder sends errors and lists with their length, Azurite in chunks.",
            Where.CACHED,
            ".*",
            ".*headers[.](transfer-encoding=chunked>null|content-length=null>\\d+)"),
    VERSION(
            "Azurite states its own version. The service, and Larder, repeat the client's.",
            Where.CACHED,
            ".*",
            ".*(headers[.]x-ms-version|[.](get)?version)=(null|2025-11-05)>2026-.*"),
    ACCESS_TIER(
            "A manifest does not hold the access tier: that of the source says nothing about the cache.",
            Where.CACHED,
            ".*",
            ".*(access-?tier|blob_tier).*>null"),
    BLOB_MD5(
            "The service sends `x-ms-blob-content-md5` with ranges only, as Larder does; Azurite also with whole blobs.",
            Where.CACHED,
            ".*",
            "(200 ok: .*(x-ms-blob-content-md5|blobcontentmd5.*)"
                    // Clients ask for a range of an empty blob first, and again without when that is refused.
                    + "|416 200 ok: .*(x-ms-blob-content-md5|content_settings[.]content_md5))=.*>null"),
    VERSION_OF_THE_UNCHANGED(
            "304 and 412 name the ETag and time of the version that is there; Azurite leaves them out.",
            Where.CACHED,
            "(download|properties) if-.*",
            "(304|412) .*(etag|last-?modified)=null>.*"),
    TYPE_OF_NOTHING(
            "A 304 has no body, hence no type; Azurite states one.",
            Where.CACHED,
            "(download|properties) if-.*",
            "304 .*content-?type=application/xml>null"),
    CRC64(
            "Larder computes `x-ms-content-crc64` as the service does; Azurite does not know it.",
            Where.CACHED,
            "range with CRC64",
            ".*crc64.*=null>.*"),
    RANGE_AT_THE_END(
            "A range that begins where the blob ends is an InvalidRange to the service and to Larder; Azurite answers"
                    + " with nothing.",
            Where.CACHED,
            "range from the end on",
            ".*: outcome=(206 )?ok>(416 )?invalidrange"),
    MD5_LIMITS(
            "The service and Larder compute the MD5 of a range of at most 4 MiB, and of a range only; Azurite of any.",
            Where.CACHED,
            "MD5 without range|range with MD5, too long",
            ".*: outcome=20[06] ok>400 invalidheadervalue"),
    ENDPOINT(
            "A list names the endpoint that it was asked at: the client's own for a Dataset's view, the cache's for what"
                    + " is passed through.",
            Where.EVERYWHERE,
            ".*list.*",
            ".*serviceendpoint=.*"),
    MARKER(
            "Markers are opaque: Larder's are its own.",
            Where.VIEW,
            "list .*by pages",
            ".*(marker|continuationtoken)=.+>larder!.*"),
    ECHO_OF_NOTHING(
            "The service, and Larder, repeat prefix, marker and page size if they were asked for; Azurite always.",
            Where.VIEW,
            "list .*",
            ".*(prefix|marker|maxresults|maxpagesize)=(5000)?>null"),
    EMPTY_METADATA(
            "The service, and Larder, list blobs without metadata with an empty element; Azurite with none.",
            Where.VIEW,
            "list .*metadata",
            ".*metadata=null>"),
    MADE_UP_MARKER(
            "The service and Larder refuse a marker that they did not give out; Azurite takes it for a name.",
            Where.VIEW,
            "list from a made-up marker",
            ".*: outcome=200 ok>400 invalidqueryparametervalue"),
    VIEW_IS_A_REVISION(
            "The container of a Dataset's view is one revision of the Dataset: ETag and time are the revision's.",
            Where.VIEW,
            "container (properties|exists)",
            ".*(etag|last[_-]?modified)=.+>.+"),
    VIEW_HAS_CURRENT_BLOBS_ONLY(
            "A Dataset's view has its blobs and their list, neither snapshots, tags, other containers nor an account.",
            Where.VIEW,
            "get a snapshot that is not there|tags|containers|account",
            ".*: outcome=.*>(400 )?invalidqueryparametervalue");

    /** Places by their names in {@link Stage}. */
    private static final class Where {
        static final List<String> EVERYWHERE = List.of("dataset", "view", "passed");
        static final List<String> CACHED = List.of("dataset", "view");
        static final List<String> VIEW = List.of("view");
    }

    private final String reason;
    private final List<String> places;
    private final Pattern calls;
    private final Pattern values;

    /**
     * @param calls matches their whole names
     * @param values matches {@code kind: field=reference>cache} in lower case and without indices, where the kind is
     *     that of the cache's outcome
     */
    MeantDifference(String reason, List<String> places, String calls, String values) {
        this.reason = reason;
        this.places = places;
        this.calls = Pattern.compile(calls);
        this.values = Pattern.compile(values, Pattern.DOTALL);
    }

    String reason() {
        return reason;
    }

    List<String> places() {
        return places;
    }

    boolean explains(Comparison.Finding finding) {
        var difference = finding.difference();
        var field = difference.field().replaceAll("\\[\\d+]", "");
        var text = finding.kind() + ": " + field + "=" + difference.reference() + ">" + difference.cache();
        return places.contains(finding.place())
                && calls.matcher(finding.call()).matches()
                && values.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }
}
