package dev.larder.bench.broadcast;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a cache node says of itself, since its start.
 *
 * @param sent bytes of chunks to other nodes, by the level within which they stayed
 * @param detours why chunks came by another way than the simulation plays, and how often
 */
record Told(Map<String, Long> sent, Map<String, Long> detours) {
    private static final Pattern SENT =
            Pattern.compile("(?m)^larder_cache_peer_served_bytes_total\\{.*within=\"(\\w+)\".*} (\\d+)$");
    private static final Map<String, Pattern> BY_REASON = Map.of(
            "sources passed over as ", byReason("larder_cache_sources_passed_over_total"),
            "reads of the origin begun again as ", byReason("larder_cache_origin_interruptions_total"));
    private static final Map<String, Pattern> SINGLE = Map.of(
            "transfers found slow", single("larder_cache_slow_sources_total"),
            "extents of mates fetched up the tree", single("larder_cache_warm_up_past_mates_total"));

    Told {
        sent = Map.copyOf(sent);
        detours = Map.copyOf(detours);
    }

    private static Pattern byReason(String name) {
        return Pattern.compile("(?m)^" + name + "\\{.*reason=\"(\\w+)\".*} (\\d+)$");
    }

    private static Pattern single(String name) {
        return Pattern.compile("(?m)^" + name + "(?:\\{.*})? (\\d+)$");
    }

    /** @param metrics in the text format of Prometheus */
    static Told of(String metrics) {
        Map<String, Long> sent = new TreeMap<>();
        SENT.matcher(metrics).results().forEach(line -> sent.put(line.group(1), Long.parseLong(line.group(2))));
        Map<String, Long> detours = new TreeMap<>();
        BY_REASON.forEach((what, pattern) -> pattern.matcher(metrics)
                .results()
                .forEach(line -> detours.put(what + line.group(1), Long.parseLong(line.group(2)))));
        SINGLE.forEach((what, pattern) ->
                pattern.matcher(metrics).results().forEach(line -> detours.put(what, Long.parseLong(line.group(1)))));
        return new Told(sent, detours);
    }
}
