package dev.larder.bench.broadcast;

import dev.larder.bench.surroundings.Operator;
import dev.larder.local.machine.Daemon;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The cache nodes, as processes with little memory, each in its place of the site. They end with this process. */
final class Fleet {
    static final int BLOB_PORT = 8700;

    private static final int ADMIN_PORT = 8702;
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** What a node writes when it finds a source slow. */
    private static final String SLOW = " is slow: ";

    /** Enough for a Dataset of a few GiB; C1 alone, or compiling would be most of what 24 processes do in a minute. */
    private static final List<String> JVM = List.of(
            "-Xms32m",
            "-Xmx96m",
            "-XX:MaxDirectMemorySize=160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dio.netty.leakDetectionLevel=disabled",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Path work;
    private final List<Daemon> processes = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();

    private Fleet(Path work) {
        this.work = work;
    }

    /** Only for the main thread: with the one that started them they end. */
    static Fleet start(Path work, Site site, Operator operator, long capacity) throws IOException {
        Fleet fleet = new Fleet(work);
        for (int i = 0; i < site.nodes().size(); i++) {
            Path store = Files.createDirectories(work.resolve("store").resolve(Plan.node(i)));
            List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "nsenter", "--net"));
            command.addAll(List.of(
                    "--target",
                    Long.toString(site.nodes().get(i).station().init().pid()),
                    "--"));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JVM);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.larder.cache.CacheNodeMain"));
            command.addAll(List.of("--node", Plan.node(i), "--cluster", Operator.CLUSTER, "--feed", operator.uri()));
            command.addAll(List.of("--store", store + "=" + capacity, "--bind", Site.address(i)));
            command.addAll(List.of("--blob-port", Integer.toString(BLOB_PORT)));
            command.addAll(List.of("--peer-port", Integer.toString(Site.PEER_PORT)));
            command.addAll(List.of("--admin-port", Integer.toString(ADMIN_PORT)));
            command.addAll(List.of("--credentials", work.resolve("credentials").toString()));
            fleet.processes.add(Daemon.start(work, "cache-" + Plan.node(i), command, Map.of()));
        }
        return fleet;
    }

    /** Ends it at once, as SIGKILL does. */
    void kill(int node) {
        processes.get(node).kill();
    }

    /** @throws IOException with its last words if a node that should live has ended */
    void requireAlive(List<Integer> dead) throws IOException {
        for (int i = 0; i < processes.size(); i++) {
            if (!dead.contains(i) && !processes.get(i).alive()) {
                throw new IOException(
                        Plan.node(i) + " ended:\n" + processes.get(i).lastWords());
            }
        }
    }

    /** What a node has counted since its start. */
    Told told(int node) throws IOException, InterruptedException {
        try {
            URI metrics = new URI("http", null, Site.address(node), ADMIN_PORT, "/metrics", null, null);
            var answer = http.send(
                    HttpRequest.newBuilder(metrics).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
            return Told.of(answer.body());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What nodes wrote of sources that they found slow, each line with the node's name. */
    List<String> complaints() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            String name = Plan.node(i);
            try (Stream<String> log = Files.lines(processes.get(i).log())) {
                log.filter(line -> line.contains(SLOW))
                        .map(line -> name + ": " + line)
                        .forEach(lines::add);
            }
        }
        return lines;
    }
}
