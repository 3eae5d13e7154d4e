package dev.larder.bench.controlplane;

import dev.larder.cache.CacheNode;
import dev.larder.cache.CacheNodeConfig;
import dev.larder.cache.Connections;
import dev.larder.cache.DiskSpace;
import dev.larder.cache.feed.OperatorAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Cache nodes in one process, which relay the feed to their cells: the operator's address, the CacheCluster, the peer port, a
 * directory, and a file with a name and an address a line. It says {@code ready}, and ends when its input does.
 */
final class RelayMain {
    private static final long CAPACITY = 1L << 30;

    private RelayMain() {}

    public static void main(String[] arguments) throws IOException {
        URI operator = URI.create(arguments[0]);
        int peerPort = Integer.parseInt(arguments[2]);
        Path work = Path.of(arguments[3]);
        for (String line : Files.readAllLines(Path.of(arguments[4]))) {
            String name = line.substring(0, line.indexOf(' '));
            Path store = Files.createDirectories(work.resolve(name));
            CacheNodeConfig config = new CacheNodeConfig(
                    name,
                    line.substring(line.indexOf(' ') + 1),
                    0,
                    peerPort,
                    0,
                    List.of(new DiskSpace(store, CAPACITY)),
                    work.resolve("credentials"),
                    null,
                    null,
                    CacheNodeConfig.Limits.small());
            CacheNode.start(config, Connections.of(new OperatorAddress(operator, arguments[1], name, 1)));
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Whoever started this process is still there.
        }
        Runtime.getRuntime().halt(0);
    }
}
