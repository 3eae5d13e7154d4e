package dev.larder.local.origin;

import dev.larder.local.origin.OriginRequest.Kind;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts as lines of words, the admin port's format; names are percent-encoded. */
final class CountsText {
    private CountsText() {}

    static String write(OriginCounts counts) {
        var text = new StringBuilder();
        line(text, "total", counts.requests(), counts.responseBytes(), counts.getBytes(), counts.peakConcurrent());
        counts.byKind().forEach((kind, n) -> line(text, "kind", kind, n));
        counts.byMethod().forEach((method, n) -> line(text, "method", encode(method), n));
        counts.byStatus().forEach((status, n) -> line(text, "status", status, n));
        counts.getBytesByBlob().forEach((blob, n) -> line(text, "blob", encode(blob), n));
        for (var r : counts.recent()) {
            line(
                    text,
                    "request",
                    r.number(),
                    r.kind(),
                    encode(r.method()),
                    encode(r.blob()),
                    encode(r.range()),
                    encode(r.target()));
        }
        return text.toString();
    }

    static OriginCounts read(String text) {
        var total = new long[4];
        var kinds = new EnumMap<Kind, Long>(Kind.class);
        var methods = new HashMap<String, Long>();
        var statuses = new HashMap<Integer, Long>();
        Map<String, Long> blobs = new HashMap<>();
        List<OriginRequest> recent = new ArrayList<>();
        for (var line : text.lines().toList()) {
            var words = line.split(" ", -1);
            switch (words[0]) {
                case "total" -> {
                    for (int i = 0; i < total.length; i++) {
                        total[i] = Long.parseLong(words[i + 1]);
                    }
                }
                case "kind" -> kinds.put(Kind.valueOf(words[1]), Long.parseLong(words[2]));
                case "method" -> methods.put(decode(words[1]), Long.parseLong(words[2]));
                case "status" -> statuses.put(Integer.parseInt(words[1]), Long.parseLong(words[2]));
                case "blob" -> blobs.put(decode(words[1]), Long.parseLong(words[2]));
                case "request" ->
                    recent.add(new OriginRequest(
                            Long.parseLong(words[1]),
                            Kind.valueOf(words[2]),
                            decode(words[3]),
                            decode(words[4]),
                            decode(words[5]),
                            decode(words[6])));
                default -> throw new IllegalArgumentException("not a line of counts: " + line);
            }
        }
        return new OriginCounts(total[0], total[1], total[2], total[3], kinds, methods, statuses, blobs, recent);
    }

    private static void line(StringBuilder text, Object... words) {
        for (int i = 0; i < words.length; i++) {
            text.append(i == 0 ? "" : " ").append(words[i]);
        }
        text.append('\n');
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static String decode(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
