package dev.larder.bench.dataplane;

import dev.larder.bench.surroundings.FileOrigin;
import dev.larder.bench.surroundings.Operator;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Levels;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Larder: cache nodes as processes of their own, with the memory of a pod that has the default limit, and their operator. */
final class CacheNodes implements AutoCloseable {
    /** 40 % and 35 % of the default limit of 1 GiB, as in a pod. */
    private static final List<String> JVM = List.of(
            "-Xmx410m",
            "-XX:MaxDirectMemorySize=358m",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:MetaspaceSize=64m",
            "-XX:MaxTenuringThreshold=1",
            "-Dio.netty.leakDetectionLevel=disabled",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final int WEIGHT = 100;

    private final Path work;
    private final Operator operator;
    private final long capacity;
    private final List<Integer> peerPorts;
    private final @Nullable TlsFiles tls;
    private final List<Server> servers = new ArrayList<>();
    private int tlsPort;

    private CacheNodes(Path work, Operator operator, long capacity, List<Integer> peerPorts, @Nullable TlsFiles tls) {
        this.work = work;
        this.operator = operator;
        this.capacity = capacity;
        this.peerPorts = peerPorts;
        this.tls = tls;
    }

    /** @param capacity of each node's store, bytes */
    static CacheNodes start(Path work, FileOrigin origin, int count, long capacity)
            throws IOException, InterruptedException {
        return start(work, origin, Collections.nCopies(count, WEIGHT), capacity);
    }

    /**
     * @param weights of the nodes' shares
     * @param capacity of each node's store, bytes
     */
    static CacheNodes start(Path work, FileOrigin origin, List<Integer> weights, long capacity)
            throws IOException, InterruptedException {
        return start(work, origin, weights, capacity, null);
    }

    /** One that has a TLS port too. */
    static CacheNodes startWithTls(Path work, FileOrigin origin, long capacity, TlsFiles tls)
            throws IOException, InterruptedException {
        return start(work, origin, List.of(WEIGHT), capacity, tls);
    }

    private static CacheNodes start(
            Path work, FileOrigin origin, List<Integer> weights, long capacity, @Nullable TlsFiles tls)
            throws IOException, InterruptedException {
        List<Integer> ports = new ArrayList<>();
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        for (int i = 0; i < weights.size(); i++) {
            int port = Server.freePort();
            ports.add(port);
            var place = Levels.aks().locate(Map.of("topology.kubernetes.io/zone", "bench-1"));
            edit.join("n" + i, place, "127.0.0.1", port, weights.get(i));
        }
        ClusterMap settled = edit.build().edit().settle().build();
        Files.createDirectories(work);
        var nodes = new CacheNodes(
                work, new Operator(settled, origin.account(), InetAddress.getLoopbackAddress()), capacity, ports, tls);
        try {
            nodes.start();
            return nodes;
        } catch (IOException | InterruptedException | RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    /** Starts the processes, with whatever their disks hold. */
    void start() throws IOException, InterruptedException {
        for (int i = 0; i < peerPorts.size(); i++) {
            int port = Server.freePort();
            servers.add(new Server("Larder", port, Program.server(log(i), command(i, port))));
        }
        for (Server server : servers) {
            server.started();
        }
    }

    private List<String> command(int i, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.add("-Xlog:gc:file=" + gcLog(i) + ":uptime:filecount=0");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.larder.cache.CacheNodeMain"));
        command.addAll(List.of("--node", "n" + i, "--cluster", Operator.CLUSTER, "--feed", operator.uri()));
        command.addAll(List.of("--store", store(i) + "=" + capacity, "--bind", "127.0.0.1"));
        command.addAll(List.of("--blob-port", Integer.toString(port)));
        command.addAll(List.of("--peer-port", Integer.toString(peerPorts.get(i))));
        command.addAll(List.of("--admin-port", Integer.toString(Server.freePort())));
        command.addAll(List.of("--credentials", work.resolve("credentials").toString()));
        if (tls != null) {
            tlsPort = Server.freePort();
            command.addAll(List.of("--tls-certificate", tls.directory().toString()));
            command.addAll(List.of("--tls-port", Integer.toString(tlsPort)));
        }
        return command;
    }

    /** Ends the processes as a pod ends; their disks stay. */
    void stop() {
        servers.forEach(Server::close);
        servers.clear();
        operator.forgetReports();
    }

    Operator operator() {
        return operator;
    }

    List<Server> servers() {
        return List.copyOf(servers);
    }

    Server server() {
        return servers.getFirst();
    }

    /** The same process at its TLS port, which is open once the other is. */
    Server tlsServer() {
        return new Server(server().name(), tlsPort, server().program());
    }

    Path store(int i) throws IOException {
        return Files.createDirectories(work.resolve("n" + i));
    }

    Path gcLog(int i) {
        return work.resolve("n" + i + ".gc");
    }

    long capacity() {
        return capacity;
    }

    private Path log(int i) {
        return work.resolve("n" + i + ".log");
    }

    @Override
    public void close() {
        stop();
        operator.close();
    }
}
