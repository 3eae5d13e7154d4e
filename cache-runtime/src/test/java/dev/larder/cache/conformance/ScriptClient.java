package dev.larder.cache.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.local.machine.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that takes a file with calls and writes one with outcomes.
 *
 * @param line how it is started; the two files follow
 */
record ScriptClient(List<String> line, Map<String, String> environment) implements Client {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public List<Map<?, ?>> run(List<Map<String, Object>> lines) throws IOException {
        var json = new ObjectMapper();
        var calls = Files.createTempFile("larder-calls-", ".json");
        var outcomes = Files.createTempFile("larder-outcomes-", ".jsonl");
        try {
            json.writeValue(calls.toFile(), lines);
            var whole = new ArrayList<>(line);
            whole.addAll(List.of(calls.toString(), outcomes.toString()));
            Command.of(whole).with(environment).within(LIMIT).run();
            return read(json, outcomes);
        } finally {
            Files.deleteIfExists(calls);
            Files.deleteIfExists(outcomes);
        }
    }

    private static List<Map<?, ?>> read(ObjectMapper json, Path outcomes) throws IOException {
        var read = new ArrayList<Map<?, ?>>();
        for (var each : Files.readAllLines(outcomes)) {
            read.add(json.readValue(each, Map.class));
        }
        return read;
    }
}
