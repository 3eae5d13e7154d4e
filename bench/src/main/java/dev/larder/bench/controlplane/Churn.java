package dev.larder.bench.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * As many Nodes as there are change within a minute: of ten events five are heartbeats, four say that a Node is not
 * ready, one that it is cordoned; half a minute later each is as before.
 */
final class Churn implements Rows {
    private static final int SECONDS = 60;
    private static final int API_WRITES = 300;
    private static final int SETTLED_SECONDS = 5;
    private static final int LARGEST_KIB = 64;
    private static final int PER_GROUP = 3;
    private static final int BESIDE_GROUPS = 50;
    private static final int LIMIT_SECONDS = 400;
    private static final int POLL_MILLIS = 100;

    @Override
    public Set<String> ids() {
        return Set.of("S5", "S6");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int count = scene.nodes();
        NodeList nodes = new NodeList(count);
        int groups = (int)
                IntStream.range(0, count).mapToObj(NodeList::group).distinct().count();
        Path work = Files.createTempDirectory(scene.work(), "churn-");
        try (StoodInCluster cluster = StoodInCluster.start(nodes);
                OperatorProgram operator =
                        OperatorProgram.start(scene.operator(), cluster.url(), work, HeardNodes.PATIENCE)) {
            scene.say("the operator makes a CacheCluster of %,d Nodes in %d groups", count, groups);
            await(operator, "lead", operator::leads);
            await(
                    operator,
                    "make a DaemonSet for each group",
                    () -> cluster.writes().getOrDefault("daemonsets", 0) >= groups);
            HeardNodes.report(
                    operator.feed(),
                    StoodInCluster.NAMESPACE + "/" + StoodInCluster.CLUSTER,
                    IntStream.range(0, count).mapToObj(NodeList::name).toList());
            await(operator, "settle", () -> settled(cluster.status(), count));
            scene.say("%,d events in %d s", count, SECONDS);
            Map<String, Integer> before = cluster.writes();
            CountDownLatch sent = new CountDownLatch(1);
            cluster.tell(out -> {
                send(nodes, out);
                sent.countDown();
            });
            boolean disturbed = false;
            while (!sent.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                disturbed |= !settled(cluster.status(), count);
            }
            long last = System.nanoTime();
            if (!disturbed) {
                throw operator.failed("Nothing that happened was to be seen in the status");
            }
            await(operator, "settle again", () -> settled(cluster.status(), count));
            double settling = (System.nanoTime() - last) / 1e9;
            Map<String, Integer> after = cluster.writes();
            scene.say("written meanwhile: %s", difference(before, after));
            int writes = difference(before, after).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            List<Figure> rows = new ArrayList<>();
            String what = "%,d node events in %d s: ".formatted(count, SECONDS);
            boolean full = count >= ManyNodes.NODES;
            rows.add(
                    full
                            ? Figure.atMost(API_WRITES, "S5", what + "API writes", writes, "")
                            : Figure.inform("S5", what + "API writes", writes, ""));
            rows.add(
                    full
                            ? Figure.atMost(SETTLED_SECONDS, "S5", what + "settled after the last", settling, "s")
                            : Figure.inform("S5", what + "settled after the last", settling, "s"));
            rows.add(Figure.atMost(
                    PER_GROUP * groups + BESIDE_GROUPS,
                    "S6",
                    "objects that the operator made, %d groups".formatted(groups),
                    cluster.owned(),
                    ""));
            rows.add(Figure.atMost(LARGEST_KIB, "S6", "largest object written", cluster.largest() / 1024.0, "KiB"));
            return List.copyOf(rows);
        }
    }

    private static void send(NodeList nodes, OutputStream out) throws IOException, InterruptedException {
        int half = nodes.count() / 2;
        long begun = System.nanoTime();
        for (int event = 0; event < 2 * half; event++) {
            long due = begun + TimeUnit.SECONDS.toNanos(SECONDS) * event / (2L * half);
            long early = due - System.nanoTime();
            if (early > TimeUnit.MILLISECONDS.toNanos(5)) {
                out.flush();
                TimeUnit.NANOSECONDS.sleep(early);
            }
            boolean first = event < half;
            int node = event % half * 2;
            int kind = event % half % 10;
            nodes.modified(node, !(first && kind >= 5 && kind < 9), first && kind == 9, out);
        }
        out.flush();
    }

    private static boolean settled(JsonNode status, int members) {
        return status.at("/nodes/members").asInt() == members
                && condition(status, "Ready").equals("True")
                && condition(status, "Progressing").equals("False");
    }

    private static String condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    /** Without the leader's lease, which is not about nodes. */
    private static Map<String, Integer> difference(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, Integer> more = new java.util.TreeMap<>(after);
        before.forEach((kind, n) -> more.merge(kind, -n, Integer::sum));
        more.remove("leases");
        return more;
    }

    private static void await(OperatorProgram operator, String what, BooleanSupplier done)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!done.getAsBoolean()) {
            if (!operator.alive() || System.nanoTime() > end) {
                throw operator.failed("It did not " + what);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
