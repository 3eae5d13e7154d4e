package dev.larder.cache.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client made of a call: what it returned or threw, and every answer that it got on the way, each value under
 * its path ({@code result.properties.etag}, {@code responses[0].headers.etag}).
 */
record Outcome(SortedMap<String, String> seen) {

    static final String OUTCOME = "outcome";

    /**
     * A value that two outcomes differ in; null where one has none.
     *
     * @param field its path
     */
    record Difference(
            String field,
            @Nullable String reference,
            @Nullable String cache) {
        @Override
        public String toString() {
            return field + ": the service says " + reference + ", the cache " + cache;
        }
    }

    /** @param line of {@code id}, {@code result} or {@code error}, and {@code responses} */
    static Outcome of(Map<?, ?> line) {
        var seen = new TreeMap<String, String>();
        flatten("result", line.get("result"), seen);
        flatten("error", line.get("error"), seen);
        flatten("responses", inOrder(line.get("responses")), seen);
        return new Outcome(seen);
    }

    /** Empty when the same. Outcomes of different kinds have that one difference: everything else follows from it. */
    List<Difference> differencesFrom(Outcome reference) {
        if (!kind().equals(reference.kind())) {
            return List.of(new Difference(OUTCOME, reference.kind(), kind()));
        }
        var fields = new TreeSet<>(seen.keySet());
        fields.addAll(reference.seen.keySet());
        return fields.stream()
                .map(field -> new Difference(field, reference.seen.get(field), seen.get(field)))
                .filter(both -> both.reference == null || !both.reference.equals(both.cache))
                .toList();
    }

    /** How it ended: the statuses of all answers, and the error if there was one. */
    String kind() {
        var kind = new StringBuilder();
        seen.forEach((field, value) -> {
            if (field.startsWith("responses[") && field.endsWith("].status")) {
                kind.append(value).append(' ');
            }
        });
        var type = seen.get("error.type");
        return kind.append(type == null ? "ok" : seen.getOrDefault("error.code", type))
                .toString();
    }

    /** Parallel reads are answered in any order. */
    private static List<Map<String, Object>> inOrder(@Nullable Object responses) {
        var sorted = new ArrayList<Map<String, Object>>();
        for (var each : responses instanceof List<?> list ? list : List.of()) {
            if (each instanceof Map<?, ?> response && response.get("headers") instanceof Map<?, ?> sent) {
                var headers = new TreeMap<String, Object>();
                sent.forEach((name, value) ->
                        headers.put(String.valueOf(name).toLowerCase(Locale.ROOT), String.valueOf(value)));
                sorted.add(Map.of("status", String.valueOf(response.get("status")), "headers", headers));
            }
        }
        sorted.sort(Comparator.comparing(Outcome::range));
        return sorted;
    }

    private static String range(Map<String, Object> response) {
        return response.get("headers") instanceof Map<?, ?> headers ? String.valueOf(headers.get("content-range")) : "";
    }

    private static void flatten(String path, @Nullable Object value, Map<String, String> into) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((key, each) -> flatten(path + "." + key, each, into));
            case List<?> list -> {
                // Also of an empty list: that there was one counts.
                into.put(path + ".length", Integer.toString(list.size()));
                for (int i = 0; i < list.size(); i++) {
                    flatten(path + "[" + i + "]", list.get(i), into);
                }
            }
            default -> into.put(path, value.toString());
        }
    }
}
