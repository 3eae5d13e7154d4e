package dev.larder.bench.controlplane;

import dev.larder.bench.controlplane.RequestLog.Request;
import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Every cache pod is replaced once, in clusters of growing size on a real API server. */
final class Rolls implements Rows {
    private static final int[] SIZES = {500, 1_000, 2_000, 5_000};
    private static final int[] QUICK = {60, 120, 180, 240};
    private static final double REQUESTS_PER_NODE = 0.02;
    private static final double IDLE_REQUESTS = 0.5;
    private static final double HEAP_PER_NODE = 1024;
    private static final Duration LIMIT = Duration.ofMinutes(90);
    private static final Duration LEADS = Duration.ofMinutes(15);
    private static final Duration CALM = Duration.ofSeconds(15);

    /** @param requests for the roll; watches, and lists that begin them, are open anyway */
    private record Size(int nodes, int requests, long heap, int watches) {}

    @Override
    public Set<String> ids() {
        return Set.of("R1", "R2", "R3");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int[] sizes = scene.quick() ? QUICK : SIZES;
        scene.say("a real API server starts");
        try (RealCluster cluster = RealCluster.start(scene);
                OperatorProgram operator = OperatorProgram.start(
                        scene.operator(),
                        cluster.account(),
                        Files.createTempDirectory(scene.work(), "rolls-"),
                        settings())) {
            RealCluster.await(operator, "lead", LEADS, operator::leads);
            List<Size> measured = new ArrayList<>();
            Set<String> heard = new HashSet<>();
            for (int size : sizes) {
                measured.add(roll(scene, cluster, operator, size, heard));
            }
            TimeUnit.SECONDS.sleep(CALM.toSeconds());
            RequestLog log = cluster.requests();
            long mark = log.mark();
            TimeUnit.SECONDS.sleep(scene.idle().toSeconds());
            int idle = RequestLog.count(log.since(mark)).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            return figures(scene, measured, idle / (double) scene.idle().toSeconds());
        }
    }

    /** Where other work has the processors for a while, the operator must not lose its lease: nobody else wants it. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(HeardNodes.PATIENCE);
        settings.put("LARDER_LEADER_ELECTION_LEASE_DURATION", "30m");
        settings.put("LARDER_LEADER_ELECTION_RENEW_DEADLINE", "25m");
        return settings;
    }

    private static Size roll(Scene scene, RealCluster cluster, OperatorProgram operator, int size, Set<String> heard)
            throws IOException, InterruptedException {
        scene.say("%,d nodes start", size);
        cluster.grow(size);
        if (heard.isEmpty()) {
            cluster.createCluster();
        }
        List<String> fresh = cluster.nodeNames().stream().filter(heard::add).toList();
        RealCluster.await(operator, "serve the cluster", LEADS, () -> served(operator, fresh.getFirst()));
        HeardNodes.report(operator.feed(), RealCluster.NAMESPACE + "/" + RealCluster.CLUSTER, fresh);
        RealCluster.await(operator, "settle", LIMIT, () -> cluster.settled(size));
        TimeUnit.SECONDS.sleep(CALM.toSeconds());
        long heap = operator.liveBytes();
        RequestLog log = cluster.requests();
        int watches = RequestLog.open(log.since(0));

        long mark = log.mark();
        long begun = System.nanoTime();
        cluster.changeImage("larder/cache-runtime:for-" + size);
        RealCluster.await(operator, "roll", LIMIT, () -> cluster.settled(size));
        long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        List<Request> meanwhile = log.since(mark).stream()
                .filter(r -> !r.resource().equals("leases")
                        && !r.isWatch()
                        && !r.verb().equals("list"))
                .toList();
        Map<String, Integer> counts = RequestLog.count(meanwhile);
        scene.say("%,d nodes rolled in %d s: %s", size, took, counts);
        int requests = counts.values().stream().mapToInt(Integer::intValue).sum();
        return new Size(size, requests, heap, watches);
    }

    private static boolean served(OperatorProgram operator, String node) {
        try {
            HeardNodes.report(operator.feed(), RealCluster.NAMESPACE + "/" + RealCluster.CLUSTER, List.of(node));
            return true;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** By which each size is off the line: {@code +1.2 at 500, -0.4 at 1,000}. */
    private static String residuals(List<Size> sizes, Line line) {
        return sizes.stream()
                .map(size -> "%+.1f at %,d".formatted(size.requests() - line.at(size.nodes()), size.nodes()))
                .collect(Collectors.joining(", "));
    }

    private static List<Figure> figures(Scene scene, List<Size> sizes, double idle) {
        double[] nodes = sizes.stream().mapToDouble(Size::nodes).toArray();
        Line requests =
                Line.through(nodes, sizes.stream().mapToDouble(Size::requests).toArray());
        Line heap = Line.through(nodes, sizes.stream().mapToDouble(Size::heap).toArray());
        List<Figure> rows = new ArrayList<>();
        for (Size size : sizes) {
            String what = "requests per node for a whole roll, %,d nodes".formatted(size.nodes());
            double each = size.requests() / (double) size.nodes();
            rows.add(
                    scene.quick()
                            ? Figure.inform("R1", what, each, "")
                            : Figure.atMost(REQUESTS_PER_NODE, "R1", what, each, ""));
        }
        String fit = "requests for N nodes are %.1f + b N (off by %s), b"
                .formatted(requests.a(), residuals(sizes, requests));
        rows.add(
                scene.quick()
                        ? Figure.inform("R1", fit, requests.b(), "")
                        : Figure.atMost(REQUESTS_PER_NODE, "R1", fit, requests.b(), ""));
        int most = sizes.getLast().nodes();
        rows.add(Figure.atMost(
                IDLE_REQUESTS,
                "R1",
                "requests per second, idle, a CacheCluster of %,d nodes".formatted(most),
                idle,
                ""));
        rows.add(Figure.atMost(
                sizes.getFirst().watches(),
                "R2",
                "watches with %,d nodes, as many as with %,d"
                        .formatted(most, sizes.getFirst().nodes()),
                sizes.getLast().watches(),
                ""));
        rows.add(Figure.atMost(HEAP_PER_NODE, "R3", "heap per added node with its pod and share", heap.b(), "B"));
        rows.add(Figure.inform("", "farthest from that line", heap.residual() / (1 << 20), "MiB"));
        return List.copyOf(rows);
    }
}
