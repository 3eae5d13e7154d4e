package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The operator reads very many Nodes, and is then idle. */
final class ManyNodes implements Rows {
    /** The goals of S3 are for so many. */
    static final int NODES = 100_000;

    private static final double MIB = 1 << 20;
    private static final double RETAINED_MIB = 64;
    private static final double CPU_SECONDS = 25;
    private static final double IDLE_REQUESTS = 0.5;

    private final Measurement measurement;

    ManyNodes(Measurement measurement) {
        this.measurement = measurement;
    }

    /** Starts an operator that finds that many Nodes. */
    interface Measurement {
        Reading read(int nodes, Path operator, Path work, Duration idle) throws IOException, InterruptedException;
    }

    @Override
    public Set<String> ids() {
        return Set.of("S3", "R1", "R2");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int nodes = scene.nodes();
        Reading without = read(0, scene);
        return figures(nodes, without, read(nodes, scene));
    }

    private Reading read(int count, Scene scene) throws IOException, InterruptedException {
        scene.say("the operator reads %,d Nodes and is then idle", count);
        return measurement.read(
                count, scene.operator(), Files.createTempDirectory(scene.work(), "nodes-"), scene.idle());
    }

    private static List<Figure> figures(int nodes, Reading without, Reading with) {
        long added = with.liveBytes() - without.liveBytes();
        String retained = "heap that %,d Nodes add, after a full collection".formatted(nodes);
        String cpu = "CPU to read %,d Nodes, a JVM's start included".formatted(nodes);
        List<Figure> rows = new ArrayList<>();
        boolean full = nodes == NODES;
        rows.add(Figure.atMost(RETAINED_MIB, "S3", retained, added / MIB, "MiB").judgedIf(full));
        rows.add(Figure.atMost(CPU_SECONDS, "S3", cpu, seconds(with.cpu()), "s").judgedIf(full));
        rows.add(Figure.inform("", "heap of one Node", added / (double) nodes, "B"));
        rows.add(Figure.inform("", "until all were read", seconds(with.took()), "s"));
        rows.add(Figure.atMost(
                IDLE_REQUESTS,
                "R1",
                "requests per second, idle, %,d Nodes, no CacheCluster".formatted(nodes),
                with.idleRequests(),
                ""));
        rows.add(Figure.atMost(without.watches(), "R2", "watches, as many as with no Node", with.watches(), ""));
        return List.copyOf(rows);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
