package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What one more node costs the operator's heap, with its Node, its pod, its share and its report, up to very many of them. */
final class Heaps implements Rows {
    private static final int SIZES = 4;

    @Override
    public Set<String> ids() {
        return Set.of("R3");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        List<Fit.Point> kib = new ArrayList<>();
        for (int part = 1; part <= SIZES; part++) {
            int nodes = scene.nodes() * part / SIZES;
            try (ReadyCluster ready =
                    ReadyCluster.start(scene, nodes, Files.createTempDirectory(scene.work(), "heap-"))) {
                kib.add(new Fit.Point(nodes, ready.operator().liveBytes() / 1024.0));
            }
            scene.say("%,d nodes: %,.0f KiB are reachable", nodes, kib.getLast().value());
        }
        return List.of(Rolls.heap(Fit.of(kib), true));
    }
}
