package dev.larder.bench.controlplane;

import dev.larder.model.report.NodeReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Cache nodes that say once that they are there, over real sockets; with {@link #ALONE} the operator never misses them.
 * That leaves out their reports, whose cost rows of their own tell.
 */
final class HeardNodes {
    /**
     * Settings of an operator that takes one report for very long, and is the only one: where other work has the processors
     * for a while it must not lose its lease.
     */
    static final Map<String, String> ALONE = Map.of(
            "LARDER_PLACEMENT_SILENT_AFTER", "3h",
            "LARDER_LEADER_ELECTION_LEASE_DURATION", "30m",
            "LARDER_LEADER_ELECTION_RENEW_DEADLINE", "25m");

    private static final int PARALLEL = 24;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private HeardNodes() {}

    /** @param cluster {@code namespace/name} */
    static void report(URI operator, String cluster, List<String> nodes) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = IntStream.range(0, PARALLEL)
                    .<Future<?>>mapToObj(t -> threads.submit(() -> {
                        for (int i = next.getAndIncrement(); i < nodes.size(); i = next.getAndIncrement()) {
                            report(http, operator, cluster, nodes.get(i));
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> one : done) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a report was not taken: " + e.getCause(), e);
        }
    }

    private static void report(HttpClient http, URI operator, String cluster, String node)
            throws IOException, InterruptedException {
        NodeReport report = new NodeReport(node, 1, 1, 0, 0, 100L << 30, 0, List.of());
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(operator.resolve("/v1/clusters/" + cluster + "/reports"))
                        .timeout(LIMIT)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                report.toWire().toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 204) {
            throw new IOException(node + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
