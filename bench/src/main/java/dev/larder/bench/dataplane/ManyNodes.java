package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** G7: readers on every node of a small cluster want the same cold blob at the same time. */
final class ManyNodes implements Rows {
    private static final int NODES = 8;
    private static final int READERS_EACH = 8;
    private static final long BLOB = 64 << 20;

    @Override
    public Set<String> ids() {
        return Set.of("G7");
    }

    @Override
    public Set<String> programs() {
        return Set.of();
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException {
        int rounds = stage.plan().coldRounds();
        stage.say("starting " + NODES + " nodes");
        Blobs blobs = Blobs.in(stage.root(), "many").add("b", rounds, BLOB);
        try (var nodes = CacheNodes.start(stage.work().resolve("nodes"), stage.origin(), NODES, 1L << 30)) {
            nodes.operator().serve(blobs, WarmUp.ON_DEMAND);
            nodes.operator().awaitKnown(NODES);
            stage.say(READERS_EACH + " readers at each of " + NODES + " nodes");
            double copies = 0;
            for (int round = 0; round < rounds; round++) {
                long before = stage.origin().bytes();
                Load load = stage.client()
                        .read(Order.whole(blobs, Blobs.numbered("b", round), BLOB)
                                .readers(NODES * READERS_EACH)
                                .at(nodes.servers().stream().map(Server::port).toList()));
                if (load.wrong() > 0) {
                    throw new IOException("Larder gave " + load.wrong() + " wrong answers");
                }
                copies = Math.max(copies, (double) (stage.origin().bytes() - before) / BLOB);
            }
            String what = NODES + " nodes, " + READERS_EACH + " readers each, one cold blob: origin bytes / blob";
            return List.of(Figure.atMost(1, "G7", what, copies, ""));
        }
    }
}
