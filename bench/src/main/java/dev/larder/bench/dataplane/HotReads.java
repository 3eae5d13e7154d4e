package dev.larder.bench.dataplane;

import dev.larder.bench.dataplane.Turns.Turn;
import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** G1 to G4, G20 and G21: everything is held and in the page cache. */
final class HotReads implements Rows {
    private static final String LARDER = "Larder";
    private static final String NGINX = "nginx";
    private static final String VARNISH = "Varnish";
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final int SMALL_BLOBS = 1_000;
    private static final int LARGE_READERS = 4;
    private static final int MIDDLE_READERS = 8;
    private static final int SMALL_READERS = 32;
    /** Of the lower peak rate, when latency is measured. */
    private static final double BUSY = 0.6;

    private static final int VARNISH_MEGABYTES = 512;

    @Override
    public Set<String> ids() {
        return Set.of("G1", "G2", "G3", "G4", "G20", "G21");
    }

    @Override
    public Set<String> programs() {
        return Set.of("nginx", "wrk");
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException {
        stage.say("writing 1.1 GiB of blobs and warming them");
        Blobs blobs = Blobs.in(stage.root(), "hot")
                .add("large", GIB)
                .add("k4/", SMALL_BLOBS, 4 << 10)
                .add("k64/", SMALL_BLOBS, 64 << 10);
        try (var nodes = CacheNodes.start(stage.work().resolve("hot-node"), stage.origin(), 1, 4 * GIB);
                Server nginx = Nginx.start(stage.work(), stage.root())) {
            var manifest = nodes.operator().serve(blobs, WarmUp.FULL);
            nodes.operator().awaitHeld(manifest, blobs.bytes());
            settle();
            List<Figure> figures = new ArrayList<>();
            large(stage, blobs, List.of(nodes.server(), nginx), figures);
            middle(stage, blobs, List.of(nodes.server(), nginx), figures);
            Wrk wrk = new Wrk(stage.work(), Order.random(blobs, "k4/", SMALL_BLOBS, 4 << 10, 0));
            small(stage, wrk, nodes.server(), nginx, installed.contains("varnishd"), figures);
            stage.say("garbage and pauses, " + stage.plan().watching().toSeconds() + " s of 4 KiB hits");
            figures.addAll(Garbage.watch(
                    nodes.gcLog(0),
                    () -> wrk.read(nodes.server(), SMALL_READERS, stage.plan().watching())));
            return figures;
        }
    }

    /** What was just written goes to the disk now rather than during somebody's turn. */
    private static void settle() throws IOException, InterruptedException {
        Program.run(List.of("sync"));
    }

    private void large(Stage stage, Blobs blobs, List<Server> contestants, List<Figure> figures)
            throws IOException, InterruptedException {
        stage.say("4 MiB ranges");
        Order order = Order.random(blobs, "large", 0, GIB, 4 * MIB).readers(LARGE_READERS);
        Turns turns = play(stage, order, contestants);
        figures.add(
                Figure.atLeast(0.95, "G1", "4 MiB ranges of a 1 GiB blob, hits: throughput / nginx", ratio(turns), "")
                        .beside(turns.beside(LARDER, NGINX, turn -> turn.load().bytesPerSecond() / 1e9, "GB/s")));
        double cpu = turns.ratio(LARDER, NGINX, Turn::cpuSecondsPerGigabyte);
        figures.add(Figure.atMost(1.1, "G2", "the same: server CPU-s per GB / nginx", cpu, "")
                .beside(turns.beside(LARDER, NGINX, Turn::cpuSecondsPerGigabyte, "CPU-s/GB")));
    }

    private void middle(Stage stage, Blobs blobs, List<Server> contestants, List<Figure> figures)
            throws IOException, InterruptedException {
        stage.say("64 KiB blobs");
        Order order = Order.random(blobs, "k64/", SMALL_BLOBS, 64 << 10, 0).readers(MIDDLE_READERS);
        Turns turns = play(stage, order, contestants);
        figures.add(Figure.atLeast(1.1, "G3", "64 KiB hits: throughput / nginx", ratio(turns), "")
                .beside(turns.beside(LARDER, NGINX, turn -> turn.load().bytesPerSecond() / 1e9, "GB/s")));
        latency(stage, order, contestants, turns, figures);
    }

    /** Both at the same rate, which is one that both can keep up. */
    private static void latency(Stage stage, Order order, List<Server> contestants, Turns peaks, List<Figure> figures)
            throws IOException, InterruptedException {
        stage.say("64 KiB blobs at a steady rate");
        ToDoubleFunction<Turn> rate = turn -> turn.load().requestsPerSecond();
        double peak = Math.min(peaks.median(LARDER, rate), peaks.median(NGINX, rate));
        Turns turns = play(stage, order.paced((long) (BUSY * peak)), contestants);
        ToDoubleFunction<Turn> slow = turn -> turn.load().slowMillis();
        figures.add(Figure.atMost(
                        1.5,
                        "G20",
                        "64 KiB hits at 60 % of the peak rate: p99 / nginx",
                        turns.ratio(LARDER, NGINX, slow),
                        "")
                .beside(turns.beside(LARDER, NGINX, slow, "ms")));
    }

    private void small(Stage stage, Wrk wrk, Server larder, Server nginx, boolean varnished, List<Figure> figures)
            throws IOException, InterruptedException {
        stage.say("4 KiB blobs");
        List<Server> contestants = new ArrayList<>(List.of(larder, nginx));
        if (varnished) {
            contestants.add(Varnish.start(stage.work(), stage.origin().port(), VARNISH_MEGABYTES));
        }
        try {
            for (Server server : contestants) {
                WarmJvm.up(
                        server,
                        each -> wrk.read(each, SMALL_READERS, stage.plan().warming()));
            }
            Turns turns = Turns.play(
                    stage.plan().rounds(),
                    contestants,
                    server -> wrk.read(server, SMALL_READERS, stage.plan().turn()));
            ToDoubleFunction<Turn> rate = turn -> turn.load().requestsPerSecond();
            figures.add(
                    Figure.atLeast(1.0, "G4", "4 KiB hits: requests/s / nginx", turns.ratio(LARDER, NGINX, rate), "")
                            .beside(turns.beside(LARDER, NGINX, rate, "/s")));
            if (varnished) {
                double ratio = turns.ratio(LARDER, VARNISH, rate);
                figures.add(Figure.atLeast(1.4, "G4", "4 KiB hits: requests/s / Varnish", ratio, "")
                        .beside(turns.beside(LARDER, VARNISH, rate, "/s")));
            }
        } finally {
            contestants.subList(2, contestants.size()).forEach(Server::close);
        }
    }

    private static Turns play(Stage stage, Order order, List<Server> contestants)
            throws IOException, InterruptedException {
        for (Server server : contestants) {
            WarmJvm.up(
                    server,
                    each -> stage.client()
                            .read(order.at(each).lasting(stage.plan().warming())));
        }
        return Turns.play(
                stage.plan().rounds(),
                contestants,
                server -> stage.client()
                        .read(order.at(server).lasting(stage.plan().turn())));
    }

    private static double ratio(Turns turns) {
        return turns.ratio(LARDER, NGINX, turn -> turn.load().bytesPerSecond());
    }
}
