package dev.larder.bench.controlplane;

import dev.larder.bench.controlplane.RequestLog.Request;
import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

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

    /**
     * @param requests for the roll: all but the next two
     * @param leases renewals of the leader's lease meanwhile
     * @param reopened watches that ended by themselves meanwhile, and the lists that begin them
     * @param heap reachable after the roll: before the first one much of the operator has not run yet, and what is loaded
     *     with it would count as the first size's
     * @param watches open before the roll
     */
    private record Size(int nodes, long seconds, int requests, int leases, int reopened, long heap, int watches) {}

    @Override
    public Set<String> ids() {
        return Set.of("R1", "R2", "R3");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int[] sizes = scene.quick()
                ? QUICK
                : Arrays.stream(SIZES)
                        .filter(size -> size <= Math.max(SIZES[0], scene.nodes()))
                        .toArray();
        scene.say("a real API server starts");
        try (RealCluster cluster = RealCluster.start(scene);
                OperatorProgram operator = OperatorProgram.start(
                        scene.operator(),
                        cluster.account(),
                        Files.createTempDirectory(scene.work(), "rolls-"),
                        HeardNodes.ALONE)) {
            operator.await("lead", LEADS, operator::leads);
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

    private static Size roll(Scene scene, RealCluster cluster, OperatorProgram operator, int size, Set<String> heard)
            throws IOException, InterruptedException {
        scene.say("%,d nodes start", size);
        cluster.grow(size);
        if (heard.isEmpty()) {
            cluster.createCluster();
        }
        List<String> fresh = cluster.nodeNames().stream().filter(heard::add).toList();
        operator.await("serve the cluster", LEADS, () -> served(operator, fresh.getFirst()));
        HeardNodes.report(operator.feed(), RealCluster.NAMESPACE + "/" + RealCluster.CLUSTER, fresh);
        operator.await("settle", LIMIT, () -> cluster.settled(size));
        TimeUnit.SECONDS.sleep(CALM.toSeconds());
        RequestLog log = cluster.requests();
        int watches = RequestLog.open(log.since(0));

        long mark = log.mark();
        long begun = System.nanoTime();
        cluster.changeImage("larder/cache-runtime:for-" + size);
        operator.await("roll", LIMIT, () -> cluster.settled(size));
        long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        List<Request> meanwhile = log.since(mark);
        Map<String, Integer> counts = RequestLog.count(
                meanwhile.stream().filter(r -> !isLease(r) && !opensWatch(r)).toList());
        int leases =
                sum(RequestLog.count(meanwhile.stream().filter(Rolls::isLease).toList()));
        Map<String, Integer> opened =
                RequestLog.count(meanwhile.stream().filter(Rolls::opensWatch).toList());
        TimeUnit.SECONDS.sleep(CALM.toSeconds());
        long heap = operator.liveBytes();
        scene.say("%,d nodes rolled in %d s: %s; beside it %d of the lease, %s", size, took, counts, leases, opened);
        return new Size(size, took, sum(counts), leases, sum(opened), heap, watches);
    }

    private static boolean isLease(Request request) {
        return request.resource().equals("leases");
    }

    private static boolean opensWatch(Request request) {
        return request.isWatch() || request.verb().equals("list");
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static boolean served(OperatorProgram operator, String node) throws InterruptedException {
        try {
            HeardNodes.report(operator.feed(), RealCluster.NAMESPACE + "/" + RealCluster.CLUSTER, List.of(node));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Fit fit(List<Size> sizes, ToDoubleFunction<Size> value) {
        return Fit.of(sizes.stream()
                .map(size -> new Fit.Point(size.nodes(), value.applyAsDouble(size)))
                .toList());
    }

    /** @param kib of heap by nodes */
    static Figure heap(Fit kib, boolean judged) {
        return Figure.atMost(
                        HEAP_PER_NODE,
                        "R3",
                        "heap with N nodes, pods and shares is %,.0f KiB + b N (%s), b"
                                .formatted(kib.line().a(), kib.residuals()),
                        kib.line().b() * 1024,
                        "B")
                .judgedIf(judged);
    }

    private static List<Figure> figures(Scene scene, List<Size> sizes, double idle) {
        boolean full = !scene.quick();
        boolean line = full && sizes.size() == SIZES.length;
        List<Figure> rows = new ArrayList<>();
        for (Size size : sizes) {
            rows.add(Figure.atMost(
                            REQUESTS_PER_NODE,
                            "R1",
                            "requests per node for a whole roll, %,d nodes".formatted(size.nodes()),
                            size.requests() / (double) size.nodes(),
                            "")
                    .judgedIf(full));
            rows.add(Figure.inform(
                    "",
                    "all in %d s; beside them %d of the lease, %d of watches"
                            .formatted(size.seconds(), size.leases(), size.reopened()),
                    size.requests(),
                    ""));
        }
        Fit requests = fit(sizes, Size::requests);
        rows.add(Figure.atMost(
                        REQUESTS_PER_NODE,
                        "R1",
                        "requests for N nodes are %.1f + b N (%s), b"
                                .formatted(requests.line().a(), requests.residuals()),
                        requests.line().b(),
                        "")
                .judgedIf(line));
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
                sizes.stream().mapToInt(Size::watches).max().orElse(0),
                ""));
        rows.add(heap(fit(sizes, size -> size.heap() / 1024.0), line));
        return List.copyOf(rows);
    }
}
