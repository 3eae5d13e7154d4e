package dev.larder.bench.controlplane;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Cache nodes as processes of their own, each at an address of the loopback interface. Closing ends them. */
final class PlayedNodes implements AutoCloseable {
    private static final List<String> JVM = List.of(
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    private static final long CAPACITY = 1L << 30;
    private static final int BLOB_PORT = 0;
    private static final int ADMIN_PORT = 1;
    private static final long START_SECONDS = 120;

    private final Path work;
    private final List<Process> processes = new ArrayList<>();
    private final List<URI> endpoints = new ArrayList<>();
    private final Thread atExit = new Thread(() -> processes.forEach(Process::destroyForcibly), "end of cache nodes");

    private PlayedNodes(Path work) {
        this.work = work;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Of the node of that number. */
    static String address(int i) {
        return "127.0.2." + (1 + i);
    }

    /**
     * Returns when all answer.
     *
     * @param feed of the operator
     * @param peerPort of each
     */
    static PlayedNodes start(Scene scene, Path work, URI feed, int count, int peerPort)
            throws IOException, InterruptedException {
        PlayedNodes nodes = new PlayedNodes(work);
        try {
            for (int i = 0; i < count; i++) {
                nodes.start(scene, feed, i, peerPort);
            }
            for (URI endpoint : nodes.endpoints) {
                nodes.awaitAnswer(endpoint);
            }
            return nodes;
        } catch (IOException | InterruptedException | RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    private void start(Scene scene, URI feed, int i, int peerPort) throws IOException {
        int[] ports = freePorts(address(i));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", classpath(scene), "dev.larder.cache.CacheNodeMain"));
        command.addAll(List.of("--node", NodeList.name(i), "--cluster", ReadyCluster.NAME, "--feed", feed.toString()));
        command.addAll(List.of("--store", Files.createDirectories(work.resolve("node" + i)) + "=" + CAPACITY));
        command.addAll(List.of("--bind", address(i), "--peer-port", Integer.toString(peerPort)));
        command.addAll(List.of("--blob-port", Integer.toString(ports[BLOB_PORT])));
        command.addAll(List.of("--admin-port", Integer.toString(ports[ADMIN_PORT])));
        command.addAll(List.of("--credentials", work.resolve("credentials").toString()));
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("node" + i + ".log").toFile())
                .start());
        endpoints.add(URI.create("http://" + address(i) + ":" + ports[BLOB_PORT]));
    }

    /** Their Netty is another than that of the operator's client, which this process runs with. */
    static String classpath(Scene scene) throws IOException {
        Path target = scene.home().resolve("bench/target");
        return target.resolve("classes") + ":"
                + Files.readString(target.resolve("classpath")).strip();
    }

    List<URI> endpoints() {
        return List.copyOf(endpoints);
    }

    /** @throws IOException with the last lines of one that has ended */
    void requireAlive() throws IOException {
        for (int i = 0; i < processes.size(); i++) {
            if (!processes.get(i).isAlive()) {
                List<String> lines = Files.readAllLines(work.resolve("node" + i + ".log"));
                throw new IOException("A cache node ended:\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())));
            }
        }
    }

    private void awaitAnswer(URI endpoint) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                HttpURLConnection call =
                        (HttpURLConnection) endpoint.resolve("/").toURL().openConnection();
                call.getResponseCode();
                call.disconnect();
                return;
            } catch (IOException notYet) {
                requireAlive();
                if (System.nanoTime() > end) {
                    throw new IOException("a cache node does not answer: " + notYet.getMessage(), notYet);
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private static int[] freePorts(String address) throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName(address));
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook does the same.
        }
    }
}
