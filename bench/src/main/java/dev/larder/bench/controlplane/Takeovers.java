package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The operator that leads is killed, again and again, and another one waits. */
final class Takeovers implements Rows {
    private static final int NODES = 12;
    private static final int ROUNDS = 5;
    private static final double SECONDS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public Set<String> ids() {
        return Set.of("R5");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int rounds = scene.quick() ? 2 : ROUNDS;
        List<OperatorProgram> running = new ArrayList<>();
        try (RealCluster cluster = RealCluster.start(scene)) {
            cluster.grow(NODES);
            running.add(start(scene, cluster));
            OperatorProgram leader = running.getFirst();
            leader.await("lead", LIMIT, leader::leads);
            cluster.createCluster();
            leader.await("make DaemonSets", LIMIT, () -> cluster.made().size() == 3);
            List<String> made = cluster.made();
            double slowest = 0;
            int created = 0;
            for (int round = 0; round < rounds; round++) {
                OperatorProgram standby = start(scene, cluster);
                running.add(standby);
                standby.await("wait", LIMIT, standby::waits);
                scene.say("the leader is killed, %d of %d", round + 1, rounds);
                long mark = cluster.requests().mark();
                long killed = System.nanoTime();
                leader.kill();
                standby.await("lead", LIMIT, standby::leads);
                slowest = Math.max(slowest, (System.nanoTime() - killed) / 1e9);
                TimeUnit.SECONDS.sleep(5);
                created += creations(cluster, mark) + (cluster.made().equals(made) ? 0 : 1);
                leader = standby;
            }
            return List.of(
                    Figure.atMost(
                            SECONDS, "R5", "standby leads after a kill, slowest of %d".formatted(rounds), slowest, "s"),
                    Figure.atMost(0, "R5", "objects created again by it", created, ""));
        } finally {
            running.forEach(OperatorProgram::close);
        }
    }

    private static OperatorProgram start(Scene scene, RealCluster cluster) throws IOException {
        Path work = Files.createTempDirectory(scene.work(), "takeover-");
        return OperatorProgram.start(scene.operator(), cluster.account(), work, Map.of());
    }

    private static int creations(RealCluster cluster, long mark) throws IOException {
        return RequestLog.count(cluster.requests().since(mark)).entrySet().stream()
                .filter(counted -> counted.getKey().startsWith("create ")
                        && !counted.getKey().endsWith(" leases")
                        && !counted.getKey().endsWith(" events"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
