package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.bench.surroundings.FileOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The operator is killed while cache nodes are read through, and comes back at the same address. The nodes are the
 * product's, each at an address of its own. The outage lasts until enough was read in it, warm and for the first time.
 */
final class Outage implements Rows {
    private static final int NODES = 4;
    private static final int BLOBS = 1_200;
    /** Read before, too. */
    private static final int KNOWN = 200;

    private static final long BLOB_BYTES = 64 << 10;
    private static final int CALM_SECONDS = 5;
    private static final int AWAY_SECONDS = 30;
    /** Of either kind; on a busy machine the outage is longer, not emptier. */
    private static final int READS = 500;

    private static final int LIMIT_SECONDS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);
    /** So that the next one does not give up on a machine that is busy with other work. It begins the later. */
    private static final Map<String, String> PATIENT_LEASE = Map.of(
            "LARDER_LEADER_ELECTION_LEASE_DURATION", "40s",
            "LARDER_LEADER_ELECTION_RENEW_DEADLINE", "35s");

    @Override
    public Set<String> ids() {
        return Set.of("C2");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(scene.work(), "outage-");
        Blobs blobs = Blobs.in(work.resolve("origin"), "scratch").add("b", BLOBS, BLOB_BYTES);
        int port = freePort();
        try (FileOrigin origin = FileOrigin.start(blobs.root());
                StoodInCluster cluster =
                        StoodInCluster.start(new NodeList(NODES), PlayedNodes::address, spec(origin, port));
                OperatorProgram first = OperatorProgram.start(scene.operator(), cluster.url(), work, PATIENT_LEASE);
                PlayedNodes nodes = PlayedNodes.start(scene, work, first.feed(), NODES, port)) {
            scene.say("%d cache nodes find the operator", NODES);
            first.await("lead", LIMIT, first::leads);
            first.await("hear all nodes", LIMIT, () -> first.streams() == NODES && members(cluster) == NODES);
            try (SteadyReaders readers = SteadyReaders.start(blobs, nodes.endpoints(), KNOWN)) {
                first.await(
                        "keep up while nodes are read through",
                        LIMIT,
                        () -> readers.cold() + readers.failed() >= KNOWN);
                TimeUnit.SECONDS.sleep(CALM_SECONDS);
                scene.say("the operator is killed while %d threads read", readers.threads());
                first.kill();
                long killed = System.nanoTime();
                long warm = readers.warm();
                long cold = readers.cold();
                readers.readAll();
                TimeUnit.SECONDS.sleep(AWAY_SECONDS);
                while ((readers.warm() - warm < READS || readers.cold() - cold < READS)
                        && since(killed) < LIMIT_SECONDS) {
                    TimeUnit.SECONDS.sleep(1);
                }
                warm = readers.warm() - warm;
                cold = readers.cold() - cold;
                scene.say("it is started again");
                try (OperatorProgram second = first.again()) {
                    second.await("hear all nodes again", LIMIT, () -> second.streams() == NODES);
                    double away = since(killed);
                    TimeUnit.SECONDS.sleep(CALM_SECONDS);
                    nodes.requireAlive();
                    readers.failures().forEach(failure -> scene.say("%s", failure));
                    return List.of(
                            Figure.atMost(
                                    0,
                                    "C2",
                                    "failed reads while the operator was killed and came back",
                                    readers.failed(),
                                    ""),
                            Figure.atLeast(
                                    READS, "C2", "reads of blobs that were cached, while there was none", warm, ""),
                            Figure.atLeast(
                                    READS, "C2", "reads of blobs that nobody had read, while there was none", cold, ""),
                            Figure.atMost(
                                    1,
                                    "C2",
                                    "bytes from the origin / bytes of all blobs",
                                    origin.bytes() / (double) blobs.bytes(),
                                    ""),
                            Figure.inform("", "until all nodes follow the next one", away, "s"));
                }
            }
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static String spec(FileOrigin origin, int peerPort) throws IOException {
        return """
                {"nodes": {"selector": {"matchLabels": {"kubernetes.io/os": "linux"}}},
                  "network": {"peerPort": %d},
                  "storage": {"disks": [{"path": "/mnt/larder", "capacity": "1Gi"}]},
                  "origins": [{"account": "%s", "endpoint": "%s", "credential": {"anonymous": {}}}],
                  "onDemand": {"scope": "Cluster", "rules": [{"account": "%s", "policy": "Immutable"}]}}
                """.formatted(peerPort, Blobs.ACCOUNT, origin.account(), Blobs.ACCOUNT);
    }

    private static int members(StoodInCluster cluster) {
        return cluster.status().at("/nodes/members").asInt();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
