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
    private static final Pattern SENT = labelled("larder_cache_peer_served_bytes_total", "within");
    private static final Map<String, Pattern> BY_REASON = Map.of(
            "sources passed over as ", labelled("larder_cache_sources_passed_over_total", "reason"),
            "reads of the origin begun again as ", labelled("larder_cache_origin_interruptions_total", "reason"));
    private static final Map<String, Pattern> SINGLE = Map.of(
            "transfers found slow", single("larder_cache_slow_sources_total"),
            "extents of mates fetched up the tree", single("larder_cache_warm_up_past_mates_total"));

    Told {
        sent = Map.copyOf(sent);
        detours = Map.copyOf(detours);
    }

    private static Pattern labelled(String name, String label) {
        return Pattern.compile("(?m)^" + name + "\\{.*" + label + "=\"(\\w+)\".*} (\\d+)$");
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
