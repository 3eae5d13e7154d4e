package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
    private static final int POLL_MILLIS = 100;

    @Override
    public Set<String> ids() {
        return Set.of("S5", "S6");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int count = scene.nodes();
        Path work = Files.createTempDirectory(scene.work(), "churn-");
        try (ReadyCluster ready = ReadyCluster.start(scene, count, work)) {
            StoodInCluster cluster = ready.cluster();
            OperatorProgram operator = ready.operator();
            int groups = ready.groups();
            scene.say("%,d events in %d s", count, SECONDS);
            Map<String, Integer> before = cluster.writes();
            CountDownLatch sent = new CountDownLatch(1);
            cluster.tell(out -> {
                send(ready.nodes(), out);
                sent.countDown();
            });
            boolean disturbed = false;
            while (!sent.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                disturbed |= !ready.settled();
            }
            long last = System.nanoTime();
            if (!disturbed) {
                throw operator.failed("Nothing that happened was to be seen in the status");
            }
            ready.await("settle again", ready::settled);
            double settling = (System.nanoTime() - last) / 1e9;
            Map<String, Integer> after = cluster.writes();
            scene.say("written meanwhile: %s", difference(before, after));
            int writes = difference(before, after).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            List<Figure> rows = new ArrayList<>();
            String what = "%,d node events in %d s: ".formatted(count, SECONDS);
            boolean full = count >= ManyNodes.NODES;
            rows.add(Figure.atMost(API_WRITES, "S5", what + "API writes", writes, "")
                    .judgedIf(full));
            rows.add(Figure.atMost(SETTLED_SECONDS, "S5", what + "settled after the last", settling, "s")
                    .judgedIf(full));
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

    /** Without the leader's lease, which is not about nodes. */
    static Map<String, Integer> difference(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, Integer> more = new TreeMap<>(after);
        before.forEach((kind, n) -> more.merge(kind, -n, Integer::sum));
        more.remove("leases");
        return more;
    }
}
