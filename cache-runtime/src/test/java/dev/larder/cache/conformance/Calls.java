package dev.larder.cache.conformance;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** All reads that are compared. */
final class Calls {

    private final List<Call> calls = new ArrayList<>();

    private Calls() {}

    /**
     * The reads of one container.
     *
     * @param etag of the blob that conditions are tried on, with quotes
     * @param modified when that blob was written, in whole seconds
     */
    static List<Call> of(String etag, Instant modified) {
        var all = new Calls();
        all.names();
        all.ranges();
        all.conditions(etag, modified);
        all.missing();
        all.parallel();
        all.lists();
        all.others();
        return List.copyOf(all.calls);
    }

    private void names() {
        var names = new ArrayList<>(Sample.ODD_NAMES);
        names.addAll(List.of(Sample.RICH, Sample.BIG, Sample.EMPTY));
        for (var name : names) {
            add(Call.of("get " + name, Call.ALL, "do", "download", "blob", name));
            add(Call.of("properties of " + name, Call.ALL, "do", "properties", "blob", name));
        }
        exists("exists", "blob", Sample.RICH);
    }

    private void ranges() {
        range("first byte", Sample.BIG, 0, 1);
        range("across chunks", Sample.BIG, 262_000, 600_000);
        range("beyond the end", Sample.RICH, 20, 1000);
        range("from the end on", Sample.RICH, 27, 10);
        range("far beyond the end", Sample.RICH, 1L << 40, 10);
        range("of an empty blob", Sample.EMPTY, 0, 10);
        add(Call.of("range to the end", Call.ALL, "do", "download", "blob", Sample.RICH, "offset", 7));
        add(Call.of(
                "range with MD5",
                Call.SDKS,
                "do",
                "download",
                "blob",
                Sample.BIG,
                "offset",
                1000,
                "count",
                4096,
                "md5",
                true));
        add(Call.of(
                "range with MD5, too long",
                Call.SDKS,
                "do",
                "download",
                "blob",
                Sample.BIG,
                "offset",
                0,
                "count",
                (4 << 20) + 1,
                "md5",
                true));
        add(Call.of("MD5 without range", Call.SDKS, "do", "download", "blob", Sample.RICH, "md5", true));
        add(Call.of(
                        "range with CRC64",
                        Call.SDKS,
                        "do",
                        "download",
                        "blob",
                        Sample.RICH,
                        "offset",
                        0,
                        "count",
                        9,
                        "crc64",
                        true)
                .by("javascript"));
    }

    private void range(String name, String blob, long offset, long count) {
        add(Call.of("range " + name, Call.ALL, "do", "download", "blob", blob, "offset", offset, "count", count));
    }

    private void conditions(String etag, Instant modified) {
        var bare = etag.replace("\"", "");
        var past = modified.minus(1, ChronoUnit.HOURS).toString();
        var future = modified.plus(1, ChronoUnit.HOURS).toString();
        condition("if-match, same", "ifMatch", etag);
        condition("if-match, same without quotes", "ifMatch", bare);
        condition("if-match, other", "ifMatch", "\"0x8DA000000000001\"");
        condition("if-match, any", "ifMatch", "*");
        condition("if-none-match, same", "ifNoneMatch", etag);
        condition("if-none-match, same without quotes", "ifNoneMatch", bare);
        condition("if-none-match, other", "ifNoneMatch", "\"0x8DA000000000001\"");
        condition("if-none-match, any", "ifNoneMatch", "*");
        condition("if-modified-since, earlier", "ifModifiedSince", past);
        condition("if-modified-since, the same time", "ifModifiedSince", modified.toString());
        condition("if-modified-since, later", "ifModifiedSince", future);
        condition("if-unmodified-since, earlier", "ifUnmodifiedSince", past);
        condition("if-unmodified-since, the same time", "ifUnmodifiedSince", modified.toString());
        condition("if-unmodified-since, later", "ifUnmodifiedSince", future);
        condition("if-match beside if-unmodified-since", "ifMatch", etag, "ifUnmodifiedSince", past);
        condition("if-none-match beside if-modified-since", "ifNoneMatch", etag, "ifModifiedSince", past);
        condition("if-match beside if-modified-since", "ifMatch", etag, "ifModifiedSince", future);
        condition("if-none-match beside if-modified-since, neither", "ifNoneMatch", etag, "ifModifiedSince", future);
    }

    private void condition(String name, Object... headers) {
        for (var action : List.of("download", "properties")) {
            var what = new ArrayList<Object>(List.of("do", action, "blob", Sample.RICH));
            what.addAll(List.of(headers));
            add(Call.of(action + " " + name, Call.SDKS, what.toArray()));
        }
    }

    private void missing() {
        var names = List.of("none.txt", "dir", "dir/", "missing %+ü 日.txt");
        for (var name : names) {
            add(Call.of("get missing " + name, Call.ALL, "do", "download", "blob", name));
            add(Call.of("properties of missing " + name, Call.ALL, "do", "properties", "blob", name));
        }
        exists("exists, missing", "blob", "none.txt");
        for (var action : List.of("download", "properties", "list", "container")) {
            var clients = action.equals("container") ? Call.SDKS : Call.ALL;
            add(Call.of(action + " in missing container", clients, "do", action, "container", "nope", "blob", "x"));
        }
        exists("exists in missing container", "container", "nope", "blob", "x");
        add(Call.of("missing container exists", Call.ALL, "do", "containerExists", "container", "nope")
                .by("java", "javascript", "python", "adlfs"));
    }

    private void parallel() {
        for (var blob : List.of(Sample.BIG, Sample.RICH, Sample.EMPTY, "none.txt")) {
            add(Call.of("parallel " + blob, Call.ALL, "do", "parallel", "blob", blob));
            add(Call.of("stream " + blob, Call.ALL, "do", "stream", "blob", blob));
        }
    }

    private void lists() {
        list("all");
        list("all by pages", "pageSize", 5);
        list("one page exactly", "pageSize", 5000);
        list("more than a page may have", "pageSize", 6000);
        list("prefix", "prefix", "dir/");
        list("odd prefix", "prefix", "ünï/");
        list("prefix with a plus", "prefix", "a+");
        list("prefix of nothing", "prefix", "zzz");
        list("metadata", "metadata", true);
        list("delimiter", "delimiter", "/");
        list("delimiter by pages", "delimiter", "/", "pageSize", 4);
        list("delimiter below a prefix", "delimiter", "/", "prefix", "dir/");
        list("delimiter within a name", "delimiter", "/", "prefix", "dir");
        list("delimiter with metadata", "delimiter", "/", "metadata", true);
        add(Call.of("list from a made-up marker", Call.SDKS, "do", "list", "marker", "made-up"));
    }

    private void list(String name, Object... options) {
        var what = new ArrayList<Object>(List.of("do", "list"));
        what.addAll(List.of(options));
        boolean alsoAdlfs = !what.contains("pageSize") && !what.contains("metadata");
        add(Call.of("list " + name, alsoAdlfs ? Call.ALL : Call.SDKS, what.toArray()));
    }

    private void others() {
        add(Call.of("containers", Call.SDKS, "do", "containers"));
        add(Call.of("account", Call.SDKS, "do", "account"));
        add(Call.of("container properties", Call.SDKS, "do", "container"));
        add(Call.of("container exists", Call.ALL, "do", "containerExists").by("java", "javascript", "python", "adlfs"));
        add(Call.of(
                "get a snapshot that is not there",
                Call.SDKS,
                "do",
                "download",
                "blob",
                Sample.RICH,
                "snapshot",
                "2020-01-01T00:00:00.0000000Z"));
        add(Call.of("tags", Call.SDKS, "do", "tags", "blob", Sample.RICH));
    }

    /** azblob has no such question. */
    private void exists(String name, Object... what) {
        var all = new ArrayList<Object>(List.of("do", "exists"));
        all.addAll(List.of(what));
        add(Call.of(name, Call.ALL, all.toArray()).by("java", "javascript", "python", "adlfs"));
    }

    private void add(Call call) {
        calls.add(call);
    }
}
