package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** G6 and G12: blobs that nobody has read yet, one for each round. */
final class ColdReads implements Rows {
    private static final String LARDER = "Larder";
    private static final String VARNISH = "Varnish";
    private static final long MIB = 1 << 20;
    private static final long BLOB = 64 * MIB;
    private static final List<Integer> CROWDS = List.of(64, 256);

    /** Blobs that are read so that the JVM compiles what reads of cold blobs run. */
    private static final int WARMING = 12;

    /** How often, at most, they are read as blobs that are cold. */
    private static final int WARMINGS = 4;

    /** And many small ones: what a read costs before its first byte is run once per blob, however large that is. */
    private static final int SMALL_BLOBS = 4_000;

    private static final int SMALL_BLOB = 16 << 10;
    private static final Duration SMALL_READS = Duration.ofSeconds(5);

    private static final Duration FAR = Duration.ofMillis(5);

    /** At least: each takes a third of a second, and one differs from the next by half. */
    private static final int FAR_ROUNDS = 9;

    @Override
    public Set<String> ids() {
        return Set.of("G6", "G12");
    }

    @Override
    public Set<String> programs() {
        return Set.of();
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException {
        int rounds = stage.plan().coldRounds();
        int count = Math.max(WARMING, rounds * CROWDS.size() + 1 + far(stage));
        stage.say("writing " + count + " blobs of 64 MiB");
        Blobs blobs = Blobs.in(stage.root(), "cold").add("b", count, BLOB).add("s", SMALL_BLOBS, SMALL_BLOB);
        List<Server> contestants = new ArrayList<>();
        long capacity = 2 * (count + WARMINGS * WARMING) * BLOB;
        try (var nodes = CacheNodes.start(stage.work().resolve("cold-node"), stage.origin(), 1, capacity)) {
            nodes.operator().serve(blobs, WarmUp.ON_DEMAND);
            nodes.operator().awaitKnown(1);
            contestants.add(nodes.server());
            if (installed.contains("varnishd")) {
                contestants.add(Varnish.start(stage.work(), stage.origin().port(), (int) (2 * count * BLOB / MIB)));
            }
            stage.client()
                    .read(Order.random(blobs, "s", SMALL_BLOBS, SMALL_BLOB, 0)
                            .readers(8)
                            .lasting(SMALL_READS)
                            .at(nodes.server()));
            List<Figure> figures = new ArrayList<>();
            int next = 0;
            warm(stage, nodes, blobs);
            for (int readers : CROWDS) {
                stage.say(readers + " readers of one cold blob");
                figures.addAll(crowd(stage, contestants, blobs, next, readers));
                next += rounds;
            }
            stage.say("cold reads with an origin 5 ms away");
            figures.addAll(far(stage, nodes.server(), blobs, next));
            return figures;
        } finally {
            contestants.stream().skip(1).forEach(Server::close);
        }
    }

    /** With reads of the kinds that are measured. When all are used up they are hits. */
    private static void warm(Stage stage, CacheNodes nodes, Blobs blobs) throws IOException, InterruptedException {
        List<Blobs> unread = new ArrayList<>();
        for (int i = 0; i < WARMINGS; i++) {
            unread.add(blobs.again("cold-" + i));
            nodes.operator().serve(unread.getLast(), WarmUp.ON_DEMAND);
        }
        nodes.operator().awaitKnown(1);
        var turns = new AtomicInteger();
        WarmJvm.up(nodes.server(), server -> {
            Blobs next = unread.get(Math.min(turns.getAndIncrement(), WARMINGS - 1));
            Load crowd = read(stage, server, next, 0, CROWDS.getFirst());
            for (int i = 1; i < WARMING - 1; i += 2) {
                read(stage, server, next, i, 8);
                stage.client().read(whole(next, i + 1).inRanges(4 * MIB).at(server));
            }
            return crowd;
        });
    }

    private static int far(Stage stage) {
        return Math.max(FAR_ROUNDS, stage.plan().coldRounds());
    }

    private static Load read(Stage stage, Server server, Blobs blobs, int blob, int readers) throws IOException {
        return stage.client().read(whole(blobs, blob).readers(readers).at(server));
    }

    private static Order whole(Blobs blobs, int blob) {
        return Order.whole(blobs, Blobs.numbered("b", blob), BLOB);
    }

    private static List<Figure> crowd(Stage stage, List<Server> contestants, Blobs blobs, int first, int readers)
            throws IOException, InterruptedException {
        Turns turns = new Turns();
        double copies = 0;
        for (int round = 0; round < stage.plan().coldRounds(); round++) {
            for (Server server : round % 2 == 0 ? contestants : contestants.reversed()) {
                long before = stage.origin().bytes();
                Load load = read(stage, server, blobs, first + round, readers);
                turns.add(server.name(), new Turns.Turn(load, 0));
                if (server.name().equals(LARDER)) {
                    copies = Math.max(copies, (double) (stage.origin().bytes() - before) / BLOB);
                }
                if (load.wrong() > 0) {
                    throw new IOException(server.name() + " gave " + load.wrong() + " wrong answers");
                }
            }
        }
        String what = readers + " cold readers of one 64 MiB blob: ";
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.atMost(1, "G6", what + "origin bytes / blob", copies, ""));
        if (contestants.size() > 1) {
            ToDoubleFunction<Turns.Turn> firstByte = turn -> turn.load().firstByteMillis();
            double first50 = turns.ratio(LARDER, VARNISH, firstByte);
            figures.add(Figure.atMost(2, "G6", what + "first byte p50 / Varnish", first50, "")
                    .beside(turns.beside(LARDER, VARNISH, firstByte, "ms")));
            ToDoubleFunction<Turns.Turn> seconds = turn -> turn.load().seconds();
            double wall = turns.ratio(LARDER, VARNISH, seconds);
            figures.add(Figure.atMost(1.15, "G6", what + "wall / Varnish", wall, "")
                    .beside(turns.beside(LARDER, VARNISH, seconds, "s")));
        }
        return figures;
    }

    /** As the Azure SDK streams a blob: 4 MiB ranges, one after the other. */
    private static List<Figure> far(Stage stage, Server larder, Blobs blobs, int first) throws IOException {
        List<Double> direct = new ArrayList<>();
        List<Double> through = new ArrayList<>();
        List<Double> firstBytes = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        stage.origin().delay(FAR);
        try {
            for (int round = 0; round < far(stage) + 1; round++) {
                Order order = whole(blobs, first + round).inRanges(4 * MIB);
                Load straight =
                        stage.client().read(order.at(List.of(stage.origin().port())));
                Load cached = stage.client().read(order.at(larder));
                if (round > 0) {
                    direct.add(straight.firstByteMillis());
                    through.add(cached.firstByteMillis());
                    firstBytes.add((cached.firstByteMillis() - 2) / straight.firstByteMillis());
                    rates.add(cached.bytesPerSecond() / straight.bytesPerSecond());
                }
            }
        } finally {
            stage.origin().delay(Duration.ZERO);
        }
        String what = "cold read, origin 5 ms away: ";
        return List.of(
                Figure.atMost(1.15, "G12", what + "(first byte - 2 ms) / straight", Median.of(firstBytes), "")
                        .beside(new Figure.Peer("straight", Median.of(through), Median.of(direct), "ms")),
                Figure.atLeast(0.9, "G12", what + "throughput / straight", Median.of(rates), ""));
    }
}
