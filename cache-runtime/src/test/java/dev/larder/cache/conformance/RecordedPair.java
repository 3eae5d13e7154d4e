package dev.larder.cache.conformance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a client asked and what the service answered: what of it clients read.
 *
 * @param target path and query as they were sent
 * @param asked headers of the request that make a difference to the answer, by name in lower case
 * @param answered headers of the answer that clients read
 * @param body XML as it is; anything else by length and SHA-256
 */
record RecordedPair(
        String method,
        String target,
        Map<String, String> asked,
        int status,
        Map<String, String> answered,
        String body) {

    /** Neither credentials nor what a client says of itself. */
    private static final Set<String> ASKED = Set.of(
            "range",
            "x-ms-range",
            "x-ms-range-get-content-md5",
            "x-ms-range-get-content-crc64",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "x-ms-version");

    private static final Set<String> ANSWERED = Set.of(
            "accept-ranges",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-md5",
            "content-range",
            "content-type",
            "etag",
            "last-modified",
            "x-ms-blob-content-md5",
            "x-ms-blob-type",
            "x-ms-content-crc64",
            "x-ms-creation-time",
            "x-ms-error-code",
            "x-ms-lease-state",
            "x-ms-lease-status",
            "x-ms-server-encrypted");

    private static final String METADATA = "x-ms-meta-";

    /** @param lines of the request's head */
    static RecordedPair of(String[] lines, RawAnswer answer) {
        String[] first = lines[0].split(" ");
        return new RecordedPair(
                first[0],
                first[1],
                chosen(RawAnswer.headers(lines), ASKED),
                answer.status(),
                chosen(answer.headers(), ANSWERED),
                body(answer));
    }

    private static Map<String, String> chosen(Map<String, String> headers, Set<String> names) {
        Map<String, String> chosen = new TreeMap<>(headers);
        chosen.keySet().removeIf(name -> !names.contains(name) && !name.startsWith(METADATA));
        return chosen;
    }

    private static String body(RawAnswer answer) {
        if (answer.body().length == 0) {
            return "nothing";
        }
        if (answer.headers().getOrDefault("content-type", "").startsWith("application/xml")) {
            return new String(answer.body(), StandardCharsets.UTF_8).replaceAll("[\\r\\n]+", " ");
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer.body());
            return answer.body().length + " " + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Lines that {@link #parse} reads. */
    String text() {
        return "> " + method + " " + target + "\n" + lines("> ", asked) + "< " + status + "\n" + lines("< ", answered)
                + "= " + body + "\n";
    }

    private static String lines(String mark, Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> mark + header.getKey() + ": " + header.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** Pairs with an empty line between them. */
    static List<RecordedPair> parse(String text) {
        List<RecordedPair> pairs = new ArrayList<>();
        for (String block : text.strip().split("\n\n")) {
            List<String> sent = marked(block, "> ");
            List<String> came = marked(block, "< ");
            String[] first = sent.getFirst().split(" ");
            pairs.add(new RecordedPair(
                    first[0],
                    first[1],
                    RawAnswer.headers(sent.toArray(String[]::new)),
                    Integer.parseInt(came.getFirst()),
                    RawAnswer.headers(came.toArray(String[]::new)),
                    marked(block, "= ").getFirst()));
        }
        return pairs;
    }

    private static List<String> marked(String block, String mark) {
        return block.lines()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()))
                .toList();
    }

    /** Of the target, as it was sent. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    public String toString() {
        return method + " " + target + " " + asked;
    }
}
