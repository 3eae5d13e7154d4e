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
 * Every node of a very large cluster warms five Datasets and is heard by way of its relay, as often as relays tell: of a full
 * cell once in four seconds. The operator sums up what each Dataset has, and writes it into the Datasets' statuses.
 */
final class ReportRows implements Rows {
    private static final double CORES = 0.2;
    private static final double WRITES_PER_SECOND = 5;
    private static final int DATASETS = 5;
    private static final int CELL = 256;
    private static final int EVERY_SECONDS = 4;
    private static final int WARM_UP_SECONDS = 40;
    private static final int SECONDS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Override
    public Set<String> ids() {
        return Set.of("S7");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int count = scene.nodes();
        NodeList nodes = new NodeList(count);
        try (ListedAccount account = ListedAccount.start(CellReports.REQUIRED);
                ReadyCluster ready = ReadyCluster.start(
                        scene,
                        nodes,
                        StoodInCluster.start(nodes, account.endpoint()),
                        Files.createTempDirectory(scene.work(), "reports-"));
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Told told = withDatasets(ready);
            List<List<String>> cells = cells(ready.names());
            URI to = ready.operator().feed().resolve("/v1/clusters/" + ReadyCluster.NAME + "/cell-reports");
            scene.say(
                    "%,d relays report what %,d nodes say of %d Datasets, every %d s",
                    cells.size(), count, DATASETS, EVERY_SECONDS);
            int sequence = tell(http, to, threads, told, cells, 1, WARM_UP_SECONDS);
            Duration cpu = ready.operator().cpu();
            Map<String, Integer> before = ready.cluster().writes();
            long begun = System.nanoTime();
            tell(http, to, threads, told, cells, sequence, SECONDS);
            double seconds = (System.nanoTime() - begun) / 1e9;
            double cores = ready.operator().cpu().minus(cpu).toMillis() / 1000.0 / seconds;
            Map<String, Integer> written =
                    Churn.difference(before, ready.cluster().writes());
            int writes = written.values().stream().mapToInt(Integer::intValue).sum();
            scene.say("written in %.0f s: %s", seconds, written);
            requireSums(ready, count);
            String what = "reports of %,d nodes about %d Datasets, told every %d s by %d relays: "
                    .formatted(count, DATASETS, EVERY_SECONDS, cells.size());
            boolean full = count >= ManyNodes.NODES;
            return List.of(
                    Figure.atMost(CORES, "S7", what + "CPU", cores, "core").judgedIf(full),
                    Figure.atMost(WRITES_PER_SECOND, "S7", what + "API writes/s", writes / seconds, "")
                            .judgedIf(full),
                    Figure.inform(
                            "",
                            "of these, statuses of Datasets",
                            written.getOrDefault("datasets/status", 0) / seconds,
                            "/s"));
        }
    }

    /** Makes them, and waits until the operator has listed all and tells the nodes. */
    private static Told withDatasets(ReadyCluster ready) throws IOException, InterruptedException {
        for (int i = 0; i < DATASETS; i++) {
            ready.cluster().createDataset("ds" + i, i, """
                    {"cacheClusterRef": {"name": "%s"}, "placement": {"scope": "Node"},
                      "source": {"azureBlob": {"account": "%s", "container": "train%d"}}}
                    """.formatted(StoodInCluster.CLUSTER, ListedAccount.NAME, i));
        }
        ready.await(
                "list the Datasets",
                () -> ready.cluster().datasetStatuses().values().stream()
                        .allMatch(status -> status.path("objects").asInt() == 1));
        ready.await(
                "tell of a catalog with all Datasets",
                () -> Told.by(ready.feed()).catalog().datasets().size() == DATASETS);
        return Told.by(ready.feed());
    }

    /** That what nodes say is summed up is part of what is measured. */
    private static void requireSums(ReadyCluster ready, int count) throws IOException {
        for (var status : ready.cluster().datasetStatuses().entrySet()) {
            long required = status.getValue().path("requiredBytes").asLong();
            if (required != count * CellReports.REQUIRED
                    || status.getValue().path("warmedBytes").asLong() == 0) {
                throw ready.operator()
                        .failed("The status of " + status.getKey() + " has not the sum of all: " + status.getValue());
            }
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
            HttpClient http,
            URI to,
            ExecutorService threads,
            Told told,
            List<List<String>> cells,
            int sequence,
            int seconds)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        int rounds = seconds / EVERY_SECONDS;
        List<Future<?>> sent = new ArrayList<>();
        for (int message = 0; message < rounds * cells.size(); message++) {
            long due = begun + TimeUnit.SECONDS.toNanos(EVERY_SECONDS) * message / cells.size();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            byte[] body = CellReports.of(told, cells.get(message % cells.size()), sequence + message / cells.size());
            sent.add(threads.submit(() -> post(http, to, body)));
        }
        try {
            for (Future<?> one : sent) {
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
