package dev.larder.cache.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.machine.Directories;
import dev.larder.local.machine.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Azure's clients do their own reads at Azurite and through a cache node, and see the same but for what is meant: of
 * blobs of a Dataset under their own account, of the Dataset's view, and of what is passed through.
 */
@Tag("conformance")
class ConformanceIT {
    private static final int CLIENTS_AT_ONCE = 2;
    private static final int SHOWN = 40;
    private static final Path RECORDED = Path.of("src/test/resources/dev/larder/cache/conformance/recorded");

    private static List<Comparison> comparisons;

    @BeforeAll
    static void read(@TempDir Path directory) throws Exception {
        var programs = new ClientPrograms(Directories.ofUser(), Progress.to(System.err), directory.resolve("scripts"));
        var python = programs.python();
        Map<String, Client> clients = Map.of(
                "java",
                new JavaClient(directory),
                "javascript",
                programs.javascript(),
                "python",
                python,
                "adlfs",
                python,
                "go",
                programs.go());
        if (Boolean.getBoolean("larder.conformance.record")) {
            record(clients, directory.resolve("recorded"));
        }
        try (var stage = new Stage(directory.resolve("cluster"));
                var threads = Executors.newFixedThreadPool(CLIENTS_AT_ONCE)) {
            var running = clients.entrySet().stream()
                    .map(client -> threads.submit(() -> {
                        var made = new ArrayList<Comparison>();
                        for (var pair : stage.pairs()) {
                            made.add(Comparison.of(client.getKey(), client.getValue(), pair));
                        }
                        return made;
                    }))
                    .toList();
            var all = new ArrayList<Comparison>();
            for (var each : running) {
                all.addAll(each.get());
            }
            comparisons = List.copyOf(all);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    /** Writes anew what {@link RecordedPairsTest} asks a cache: all that each client asks the service. */
    private static void record(Map<String, Client> clients, Path directory) throws Exception {
        try (var stage = new Stage(directory)) {
            var pair = stage.pairs().getFirst();
            for (var client : clients.entrySet()) {
                try (var recorder = new PairRecorder(stage.service())) {
                    var place = pair.service().through(recorder.authority());
                    var lines = new ArrayList<Map<String, Object>>();
                    pair.calls().stream()
                            .filter(call -> call.clients().contains(client.getKey()))
                            .forEach(call -> lines.add(call.at(place, client.getKey(), lines.size())));
                    client.getValue().run(lines);
                    Files.writeString(
                            Files.createDirectories(RECORDED).resolve(client.getKey() + ".txt"), recorder.text());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "javascript", "python", "adlfs", "go"})
    void seesTheSameThroughACache(String client) {
        var unexplained = comparisons.stream()
                .filter(comparison -> comparison.client().equals(client))
                .flatMap(comparison -> comparison.findings().stream())
                .filter(finding -> explanations(finding).isEmpty())
                .toList();

        assertThat(unexplained.stream().limit(SHOWN).map(Comparison.Finding::toString))
                .as("%d differences that nothing explains", unexplained.size())
                .isEmpty();
    }

    /** Were a client unable to read at Azurite, comparing would prove nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"java", "javascript", "python", "adlfs", "go"})
    void readsAtTheService(String client) {
        // All but adlfs tell what came over the wire.
        var answered = client.equals("adlfs") ? "ok|FileNotFoundError|InvalidRange" : "(\\d{3} )+(ok|[A-Z]\\w+)";
        for (var comparison : comparisons) {
            if (comparison.client().equals(client)) {
                comparison.reference().forEach((call, outcome) -> {
                    assertThat(outcome.kind()).as(call).matches(answered);
                    if (call.startsWith("get ") && !call.contains("missing") && !call.contains("not there")) {
                        assertThat(outcome.kind()).as(call).endsWith("ok");
                    }
                });
            }
        }
    }

    @Test
    void everyMeantDifferenceIsMet() {
        var met = comparisons.stream()
                .flatMap(comparison -> comparison.findings().stream())
                .flatMap(finding -> explanations(finding).stream())
                .distinct()
                .toList();

        assertThat(met).containsExactlyInAnyOrder(MeantDifference.values());
    }

    private static List<MeantDifference> explanations(Comparison.Finding finding) {
        return Arrays.stream(MeantDifference.values())
                .filter(difference -> difference.explains(finding))
                .toList();
    }
}
