package dev.larder.cache.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks a cache node what was asked at the service when pairs were recorded, and compares. The blobs have been written again
 * since, so ETags and times are put in their place: a blob's recorded ones stand for those that it has now.
 */
final class Replay {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Pattern BLOB = Pattern.compile("<Blob><Name>(.*?)</Name>.*?<Content-Length>(\\d+)<");
    private static final Pattern PREFIX = Pattern.compile("<BlobPrefix><Name>(.*?)</Name>");
    private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");
    private static final List<String> OF_A_VERSION = List.of("etag", "last-modified", "x-ms-creation-time");

    private final InetSocketAddress node;
    private final String recordedPrefix;
    private final String prefix;
    private final Map<String, Map<String, String>> before = new HashMap<>();
    private final Map<String, Map<String, String>> now = new HashMap<>();
    private final Duration later;

    /**
     * A value that is another than the recorded one.
     *
     * @param text {@code METHOD status>status: field=recorded>now}, in lower case
     */
    record Difference(RecordedPair pair, String text) {
        @Override
        public String toString() {
            return pair + ": " + text;
        }
    }

    /**
     * @param recordedPrefix of targets: account and container
     * @param place where it is read now
     * @param pairs all that were recorded, to know what versions there were
     */
    Replay(InetSocketAddress node, String recordedPrefix, String prefix, List<RecordedPair> pairs) throws IOException {
        this.node = node;
        this.recordedPrefix = recordedPrefix;
        this.prefix = prefix;
        for (RecordedPair pair : pairs) {
            if (pair.status() < 300
                    && pair.answered().containsKey("etag")
                    && !pair.target().contains("?")) {
                before.computeIfAbsent(pair.path(), path -> new HashMap<>()).putAll(version(pair.answered()));
            }
        }
        for (String path : before.keySet()) {
            now.put(path, version(ask("HEAD", moved(path), Map.of()).headers()));
        }
        String rich = recordedPrefix + "/" + Sample.RICH;
        later = Duration.between(modified(before, rich), modified(now, rich));
    }

    private static Map<String, String> version(Map<String, String> headers) {
        Map<String, String> version = new HashMap<>(headers);
        version.keySet().retainAll(OF_A_VERSION);
        return version;
    }

    private static Instant modified(Map<String, Map<String, String>> versions, String path) {
        return Instant.from(HTTP_DATE.parse(Objects.requireNonNull(
                Objects.requireNonNull(versions.get(path)).get("last-modified"))));
    }

    List<Difference> of(RecordedPair pair) throws IOException {
        Map<String, String> asked = new TreeMap<>();
        pair.asked().forEach((name, value) -> asked.put(name, current(name, value)));
        RawAnswer raw = ask(pair.method(), moved(pair.target()), asked);
        RecordedPair answer = RecordedPair.of(new String[] {pair.method() + " " + pair.target()}, raw);
        List<Difference> differences = new ArrayList<>();
        String status = pair.method() + " " + pair.status() + ">" + answer.status() + ": ";
        differ(differences, pair, status + "status", "" + pair.status(), "" + answer.status());
        Map<String, String> expected = new TreeMap<>(pair.answered());
        Map<String, String> versions = now.getOrDefault(pair.path(), Map.of());
        OF_A_VERSION.forEach(
                name -> expected.computeIfPresent(name, (same, recorded) -> versions.getOrDefault(name, recorded)));
        var names = new TreeSet<>(expected.keySet());
        names.addAll(answer.answered().keySet());
        for (String name : names) {
            differ(
                    differences,
                    pair,
                    status + name,
                    String.valueOf(expected.get(name)),
                    String.valueOf(answer.answered().get(name)));
        }
        differ(differences, pair, status + "body", told(pair.body()), told(answer.body()));
        return differences;
    }

    private static void differ(
            List<Difference> differences, RecordedPair pair, String what, String recorded, String seen) {
        if (!recorded.equals(seen)) {
            differences.add(new Difference(pair, (what + "=" + recorded + ">" + seen).toLowerCase(Locale.ROOT)));
        }
    }

    /** Of XML what clients act upon: an error's code, or what is listed. */
    private static String told(String body) {
        Matcher code = CODE.matcher(body);
        if (code.find()) {
            return code.group(1);
        }
        if (!body.startsWith("<")) {
            return body;
        }
        // Services encode more or less of what may stand as it is.
        String plain = body.replace("&apos;", "'").replace("&quot;", "\"");
        return BLOB.matcher(plain)
                        .results()
                        .map(blob -> blob.group(1) + " " + blob.group(2))
                        .collect(Collectors.joining(", "))
                + PREFIX.matcher(plain)
                        .results()
                        .map(prefix -> ", prefix " + prefix.group(1))
                        .collect(Collectors.joining())
                + (plain.matches(".*<NextMarker>.+</NextMarker>.*") ? ", and more" : "");
    }

    private String current(String name, String value) {
        if (name.endsWith("modified-since")) {
            return HTTP_DATE.format(Instant.from(HTTP_DATE.parse(value)).plus(later));
        }
        String current = value;
        for (Map.Entry<String, Map<String, String>> blob : before.entrySet()) {
            String old = Objects.requireNonNull(blob.getValue().get("etag")).replace("\"", "");
            String young = Objects.requireNonNull(
                            Objects.requireNonNull(now.get(blob.getKey())).get("etag"))
                    .replace("\"", "");
            current = current.replace(old, young);
        }
        return current;
    }

    private String moved(String target) {
        return prefix + target.substring(recordedPrefix.length());
    }

    private RawAnswer ask(String method, String target, Map<String, String> headers) throws IOException {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: cache\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return RawAnswer.of(node, head.append("\r\n").toString());
    }
}
