package dev.larder.bench.dataplane;

import dev.larder.bench.dataplane.Turns.Turn;
import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.local.machine.Progress;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** G9, and of G4 what is compared with Azurite: hits, read by Azure's own clients and by wrk. */
final class SdkReads implements Rows {
    private static final String LARDER = "Larder";
    private static final String AZURITE = "Azurite";
    private static final String LARGE = "large";
    private static final long LARGE_BYTES = 128 << 20;
    private static final int SMALL_BLOBS = 200;
    private static final int SMALL_BYTES = 4 << 10;
    private static final int SMALL_READERS = 32;
    private static final long CAPACITY = 1 << 30;

    /** A load that lasts so long. */
    private interface Reads {
        Load of(Server server, Duration time) throws IOException, InterruptedException;
    }

    @Override
    public Set<String> ids() {
        return Set.of("G4", "G9");
    }

    @Override
    public Set<String> programs() {
        return Set.of("node", "wrk");
    }

    @Override
    public void prepare(Progress progress) {
        Emulator.install(progress);
        SdkClient.install(progress);
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException {
        stage.say("writing 129 MiB of blobs, warming them, and uploading them to Azurite");
        Blobs blobs = Blobs.in(stage.root(), "clients").add(LARGE, LARGE_BYTES).add("k4/", SMALL_BLOBS, SMALL_BYTES);
        try (var nodes = CacheNodes.start(stage.work().resolve("client-node"), stage.origin(), 1, CAPACITY);
                Server azurite = Emulator.start(stage.work(), blobs)) {
            var manifest = nodes.operator().serve(blobs, WarmUp.FULL);
            nodes.operator().awaitHeld(manifest, blobs.bytes());
            Program.run(List.of("sync"));
            List<Server> contestants = List.of(nodes.server(), azurite);
            List<Figure> figures = new ArrayList<>();
            stage.say("4 KiB blobs, beside Azurite");
            Wrk wrk = new Wrk(stage.work(), Order.random(blobs, "k4/", SMALL_BLOBS, SMALL_BYTES, 0));
            Turns small = play(stage, contestants, (server, time) -> wrk.read(server, SMALL_READERS, time));
            figures.add(figure(
                    15,
                    "G4",
                    "4 KiB hits: requests/s / Azurite",
                    small,
                    turn -> turn.load().requestsPerSecond(),
                    "/s"));
            stage.say("128 MiB with Azure's clients for Java and JavaScript");
            try (SdkClient java = SdkClient.java(stage.work());
                    SdkClient javascript = SdkClient.javascript(stage.work())) {
                figures.add(speed(
                        3, "unmodified Java SDK, a stream", whole(stage, java, blobs.target() + LARGE, contestants)));
                figures.add(speed(
                        1.8,
                        "unmodified JavaScript SDK, downloadToBuffer",
                        whole(stage, javascript, blobs.target() + LARGE, contestants)));
            }
            return figures;
        }
    }

    /** The bytes are compared once, before time counts. */
    private static Turns whole(Stage stage, SdkClient client, String target, List<Server> contestants)
            throws IOException, InterruptedException {
        String first = client.sha256(contestants.getFirst(), target);
        for (Server server : contestants) {
            if (!client.sha256(server, target).equals(first)) {
                throw new IOException(server.name() + " gave other bytes than " + LARDER);
            }
        }
        return play(stage, contestants, (server, time) -> client.read(server, target, time));
    }

    private static Turns play(Stage stage, List<Server> contestants, Reads reads)
            throws IOException, InterruptedException {
        for (Server server : contestants) {
            WarmJvm.up(server, each -> reads.of(each, stage.plan().warming()));
        }
        return Turns.play(
                stage.plan().rounds(),
                contestants,
                server -> reads.of(server, stage.plan().turn()));
    }

    private static Figure speed(double goal, String who, Turns turns) {
        return figure(
                goal,
                "G9",
                who + ": throughput / Azurite",
                turns,
                turn -> turn.load().bytesPerSecond() / 1e9,
                "GB/s");
    }

    private static Figure figure(
            double goal, String id, String what, Turns turns, ToDoubleFunction<Turn> measured, String unit) {
        return Figure.atLeast(goal, id, what, turns.ratio(LARDER, AZURITE, measured), "")
                .beside(turns.beside(LARDER, AZURITE, measured, unit));
    }
}
