package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * G10: reads at a node of what another node keeps, beside nginx that passes to another nginx. All four on the server's
 * core. The blob is far larger than what the reading node keeps of chunks that it does not own.
 */
final class RemoteReads implements Rows {
    private static final String LARDER = "Larder";
    private static final String NGINX = "nginx";
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final int READERS = 4;

    /** The first node owns next to nothing, the second one everything. */
    private static final List<Integer> WEIGHTS = List.of(1, 100_000_000);

    @Override
    public Set<String> ids() {
        return Set.of("G10");
    }

    @Override
    public Set<String> programs() {
        return Set.of("nginx");
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException {
        stage.say("writing a blob of 1 GiB and warming it at the other node");
        Blobs blobs = Blobs.in(stage.root(), "remote").add("large", GIB);
        try (var nodes = CacheNodes.start(stage.work().resolve("two-nodes"), stage.origin(), WEIGHTS, 4 * GIB);
                Server far = Nginx.start(stage.work(), stage.root());
                Server near = Nginx.passing(stage.work(), far.port())) {
            var manifest = nodes.operator().serve(blobs, WarmUp.FULL);
            nodes.operator().awaitHeld(manifest, blobs.bytes());
            Program.run(List.of("sync"));
            stage.say("4 MiB ranges by way of another node");
            Order order = Order.random(blobs, "large", 0, GIB, 4 * MIB).readers(READERS);
            Server larder = nodes.servers().getFirst();
            WarmJvm.up(
                    nodes.servers(),
                    each -> stage.client()
                            .read(order.at(each).lasting(stage.plan().warming())));
            long before = stage.origin().bytes();
            Turns turns = Turns.play(
                    stage.plan().rounds(),
                    List.of(larder, near),
                    server -> stage.client()
                            .read(order.at(server).lasting(stage.plan().turn())));
            if (stage.origin().bytes() != before) {
                throw new IOException("The origin was asked for what another node keeps");
            }
            double ratio = turns.ratio(LARDER, NGINX, turn -> turn.load().bytesPerSecond());
            return List.of(Figure.atLeast(
                            1.5, "G10", "4 MiB ranges by way of another node: throughput / nginx", ratio, "")
                    .beside(turns.beside(LARDER, NGINX, turn -> turn.load().bytesPerSecond() / 1e9, "GB/s")));
        }
    }
}
