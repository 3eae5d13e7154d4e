package dev.larder.bench.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an API server wrote down of the requests of one namespace's ServiceAccounts.
 *
 * @param file its audit log, a JSON object a line
 */
record RequestLog(Path file, String namespace) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param stage of a watch first {@code ResponseStarted}, and {@code ResponseComplete} when it ends */
    record Request(String verb, String resource, String stage) {
        boolean isWatch() {
            return verb.equals("watch");
        }
    }

    /** How long the log is now. */
    long mark() throws IOException {
        return Files.size(file);
    }

    List<Request> since(long mark) throws IOException {
        byte[] all = Files.readAllBytes(file);
        String text = new String(all, (int) mark, (int) (all.length - mark), StandardCharsets.UTF_8);
        List<Request> requests = new ArrayList<>();
        // The last line may be half written.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JsonNode entry = JSON.readTree(line);
            if (entry.at("/user/username").asText().startsWith("system:serviceaccount:" + namespace + ":")) {
                String sub = entry.at("/objectRef/subresource").asText();
                requests.add(new Request(
                        entry.path("verb").asText(),
                        entry.at("/objectRef/resource").asText() + (sub.isEmpty() ? "" : "/" + sub),
                        entry.path("stage").asText()));
            }
        }
        return List.copyOf(requests);
    }

    /** Each request once, by verb and resource. */
    static Map<String, Integer> count(List<Request> requests) {
        Map<String, Integer> counts = new TreeMap<>();
        requests.stream()
                .filter(r -> r.isWatch() == r.stage().equals("ResponseStarted"))
                .forEach(r -> counts.merge(r.verb() + " " + r.resource(), 1, Integer::sum));
        return counts;
    }

    /** Watches that are open. */
    static int open(List<Request> requests) {
        return requests.stream()
                .filter(Request::isWatch)
                .mapToInt(r -> r.stage().equals("ResponseStarted") ? 1 : -1)
                .sum();
    }
}
