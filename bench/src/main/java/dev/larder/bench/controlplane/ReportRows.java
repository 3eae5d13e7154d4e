package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Every node of a very large cluster is heard by way of its relay, as often as relays tell: of a full cell once in four
 * seconds. There is no Dataset in the API server; what the relays tell of five is taken, kept, and not summed up.
 */
final class ReportRows implements Rows {
    private static final double CORES = 0.2;
    private static final double WRITES_PER_SECOND = 5;
    private static final int CELL = 256;
    private static final int EVERY_SECONDS = 4;
    private static final int WARM_UP_SECONDS = 24;
    private static final int SECONDS = 32;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Override
    public Set<String> ids() {
        return Set.of("S7");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int count = scene.nodes();
        try (ReadyCluster ready =
                        ReadyCluster.start(scene, count, Files.createTempDirectory(scene.work(), "reports-"));
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<List<String>> cells = cells(ready.names());
            URI to = ready.operator().feed().resolve("/v1/clusters/" + ReadyCluster.NAME + "/cell-reports");
            scene.say("%,d relays report what %,d nodes said, every %d s", cells.size(), count, EVERY_SECONDS);
            int sequence = tell(http, to, threads, cells, 1, WARM_UP_SECONDS);
            Duration cpu = ready.operator().cpu();
            Map<String, Integer> before = ready.cluster().writes();
            long begun = System.nanoTime();
            tell(http, to, threads, cells, sequence, SECONDS);
            double seconds = (System.nanoTime() - begun) / 1e9;
            double cores = ready.operator().cpu().minus(cpu).toMillis() / 1000.0 / seconds;
            int writes = Churn.difference(before, ready.cluster().writes()).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            String what = "reports of %,d nodes, told every %d s by %d relays: "
                    .formatted(count, EVERY_SECONDS, cells.size());
            boolean full = count >= ManyNodes.NODES;
            return List.of(
                    Figure.atMost(CORES, "S7", what + "CPU", cores, "core").judgedIf(full),
                    Figure.atMost(WRITES_PER_SECOND, "S7", what + "API writes/s", writes / seconds, "")
                            .judgedIf(full));
        }
    }

    private static List<List<String>> cells(List<String> names) {
        List<List<String>> cells = new ArrayList<>();
        for (int from = 0; from < names.size(); from += CELL) {
            cells.add(names.subList(from, Math.min(names.size(), from + CELL)));
        }
        return cells;
    }

    /** Tells for so many seconds, evenly, and returns the next sequence number. */
    private static int tell(
            HttpClient http, URI to, ExecutorService threads, List<List<String>> cells, int sequence, int seconds)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        int rounds = seconds / EVERY_SECONDS;
        List<Future<?>> told = new ArrayList<>();
        for (int message = 0; message < rounds * cells.size(); message++) {
            long due = begun + TimeUnit.SECONDS.toNanos(EVERY_SECONDS) * message / cells.size();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            byte[] body = CellReports.of(cells.get(message % cells.size()), sequence + message / cells.size());
            told.add(threads.submit(() -> post(http, to, body)));
        }
        try {
            for (Future<?> one : told) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a relay's report was not taken: " + e.getCause(), e);
        }
        return sequence + rounds;
    }

    private static int post(HttpClient http, URI to, byte[] body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(to)
                        .timeout(LIMIT)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 204) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer.statusCode();
    }
}
