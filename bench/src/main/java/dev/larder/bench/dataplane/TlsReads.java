package dev.larder.bench.dataplane;

import dev.larder.bench.dataplane.Turns.Turn;
import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** G5: hits over TLS 1.3, everything in the page cache. wrk is the client: one in Java would be what is measured. */
final class TlsReads implements Rows {
    private static final String LARDER = "Larder";
    private static final String NGINX = "nginx";
    private static final int BLOBS = 64;
    private static final int BLOB_BYTES = 1 << 20;
    private static final int READERS = 4;
    private static final long CAPACITY = 1 << 30;

    @Override
    public Set<String> ids() {
        return Set.of("G5");
    }

    @Override
    public Set<String> programs() {
        return Set.of("nginx", "wrk");
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException {
        stage.say("1 MiB blobs over TLS");
        Blobs blobs = Blobs.in(stage.root(), "tls").add("m1/", BLOBS, BLOB_BYTES);
        TlsFiles tls = TlsFiles.make(stage.work().resolve("tls"));
        try (var nodes = CacheNodes.startWithTls(stage.work().resolve("tls-node"), stage.origin(), CAPACITY, tls);
                Server nginx = Nginx.encrypting(stage.work(), stage.root(), tls)) {
            var manifest = nodes.operator().serve(blobs, WarmUp.FULL);
            nodes.operator().awaitHeld(manifest, blobs.bytes());
            Program.run(List.of("sync"));
            Server larder = nodes.tlsServer();
            Wrk wrk = new Wrk(stage.work(), Order.random(blobs, "m1/", BLOBS, BLOB_BYTES, 0)).encrypted();
            for (Server server : List.of(larder, nginx)) {
                WarmJvm.up(server, each -> wrk.read(each, READERS, stage.plan().warming()));
            }
            Turns turns = Turns.play(
                    stage.plan().rounds(),
                    List.of(larder, nginx),
                    server -> wrk.read(server, READERS, stage.plan().turn()));
            return List.of(
                    Figure.atLeast(
                                    1.3,
                                    "G5",
                                    "1 MiB hits over TLS 1.3: throughput / nginx",
                                    turns.ratio(
                                            LARDER, NGINX, turn -> turn.load().bytesPerSecond()),
                                    "")
                            .beside(turns.beside(
                                    LARDER, NGINX, turn -> turn.load().bytesPerSecond() / 1e9, "GB/s")),
                    Figure.atMost(
                                    0.65,
                                    "G5",
                                    "the same: server CPU-s per GB / nginx",
                                    turns.ratio(LARDER, NGINX, Turn::cpuSecondsPerGigabyte),
                                    "")
                            .beside(turns.beside(LARDER, NGINX, Turn::cpuSecondsPerGigabyte, "CPU-s/GB")));
        }
    }
}
