package dev.larder.bench.controlplane;

import dev.larder.model.feed.Relays;
import dev.larder.model.map.ClusterMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The relays of all cells of a {@link ReadyCluster}, as {@link RelayMain} runs them. Closing ends them. */
final class RelayProcess implements AutoCloseable {
    private final Process process;
    private final Set<String> names;

    private RelayProcess(Process process, Set<String> names) {
        this.process = process;
        this.names = names;
    }

    /** Of a node's pod, by the number of the node: in the loopback network, so that a relay can listen there. */
    static String address(int i) {
        return "127.%d.%d.%d".formatted(100 + (i >> 16), i >> 8 & 255, i & 255);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** @param ready has the addresses of {@link #address} */
    static RelayProcess start(Scene scene, ReadyCluster ready, Path work) throws IOException {
        ClusterMap map = Told.by(ready.feed()).map();
        Relays relays = new Relays(map);
        Set<String> names = new TreeSet<>();
        Set<String> lines = new TreeSet<>();
        int port = 0;
        for (int node = 0; node < map.size(); node++) {
            var relay = map.node(relays.of(node)[0]);
            names.add(relay.name());
            lines.add(relay.name() + " " + relay.host());
            port = relay.peerPort();
        }
        Path directory = Files.createDirectories(work.resolve("relays"));
        Path log = work.resolve("relays.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx768m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        PlayedNodes.classpath(scene),
                        RelayMain.class.getName(),
                        ready.operator().feed().toString(),
                        ReadyCluster.NAME,
                        Integer.toString(port),
                        directory.toString(),
                        Files.write(work.resolve("relays.txt"), lines).toString())
                .redirectError(Redirect.to(log.toFile()))
                .start();
        RelayProcess started = new RelayProcess(process, Set.copyOf(names));
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
            if (line == null) {
                started.close();
                List<String> last = Files.readAllLines(log);
                throw new IOException("The relays ended:\n"
                        + String.join("\n", last.subList(Math.max(0, last.size() - 15), last.size())));
            }
        }
        return started;
    }

    /** Of the relays. */
    Set<String> names() {
        return names;
    }

    /** All of them together, so far. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
