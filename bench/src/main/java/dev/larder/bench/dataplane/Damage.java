package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.cache.store.ScrubResult;
import dev.larder.cache.store.SegmentStore;
import dev.larder.cache.store.StoreConfig;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** G19: bytes that have changed on the disk. */
final class Damage implements Rows {
    private static final int CHUNKS = 1_000;
    private static final int BLOB = 64 << 10;

    @Override
    public Set<String> ids() {
        return Set.of("G19");
    }

    @Override
    public Set<String> programs() {
        return Set.of();
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException {
        stage.say("flipping a byte in each of 1,000 chunks");
        Blobs blobs = Blobs.in(stage.root(), "rotten").add("b", CHUNKS, BLOB);
        Order order = Order.random(blobs, "b", CHUNKS, BLOB, 0).checkingAll();
        List<Figure> figures = new ArrayList<>();
        double served;
        try (var nodes = CacheNodes.start(stage.work().resolve("rotten-node"), stage.origin(), 1, 256 << 20)) {
            var manifest = nodes.operator().serve(blobs, WarmUp.FULL);
            nodes.operator().awaitHeld(manifest, blobs.bytes());
            nodes.stop();
            require(BitFlips.in(nodes.store(0).resolve("segments"), order, 1));
            nodes.start();
            nodes.operator().awaitKnown(1);
            served = stage.client().read(order.at(nodes.server())).wrong();
            // What was found is fetched again; then the store is read by itself.
            nodes.operator().awaitHeld(manifest, blobs.bytes());
            nodes.stop();
            StoreConfig config = StoreConfig.of(nodes.store(0), nodes.capacity());
            try (SegmentStore store = SegmentStore.open(config)) {
                require(BitFlips.in(nodes.store(0).resolve("segments"), order, 2));
                ScrubResult found = store.scrub(Long.MAX_VALUE);
                figures.add(Figure.atLeast(
                        100, "G19", "of 1,000 flipped: found by one scrub", found.corrupt() * 100.0 / CHUNKS, "%"));
            }
        }
        Figure wrong = Figure.atMost(0, "G19", "one byte flipped in each of 1,000 chunks: served wrong", served, "");
        if (installed.contains("nginx")) {
            // After Larder has read them: these are the origin's own files.
            require(BitFlips.in(stage.root().resolve(Blobs.ACCOUNT).resolve(blobs.container()), order, 3));
            try (Server nginx = Nginx.start(stage.work(), stage.root())) {
                double theirs = stage.client().read(order.at(nginx)).wrong();
                wrong = wrong.beside(new Figure.Peer("nginx", served, theirs, ""));
            }
        }
        figures.addFirst(wrong);
        return figures;
    }

    /** Removed and written-again chunks may be there twice. */
    private static void require(int flipped) throws IOException {
        if (flipped < CHUNKS) {
            throw new IOException("Only " + flipped + " of " + CHUNKS + " chunks were found on the disk");
        }
    }
}
