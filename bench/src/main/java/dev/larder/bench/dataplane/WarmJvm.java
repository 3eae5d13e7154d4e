package dev.larder.bench.dataplane;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Load on a server until its JVM has compiled what the load runs. The compiler shares the server's core: measured
 * before, a hit seems to cost up to twice what it does in a process that has run for minutes.
 */
final class WarmJvm {
    /** Of a core, while the load runs. */
    private static final double QUIET = 0.03;

    private static final Duration AT_MOST = Duration.ofSeconds(90);

    private WarmJvm() {}

    /** At least one turn, which is all that a server without a JVM gets. */
    static void up(Server server, Turns.Measured load) throws IOException, InterruptedException {
        up(List.of(server), load);
    }

    /** @param servers the first is asked, and asks the others */
    static void up(List<Server> servers, Turns.Measured load) throws IOException, InterruptedException {
        long began = System.nanoTime();
        double share;
        do {
            long turnBegan = System.nanoTime();
            double before = compilerSeconds(servers);
            load.of(servers.getFirst());
            share = (compilerSeconds(servers) - before) / ((System.nanoTime() - turnBegan) / 1e9);
        } while (share > QUIET && System.nanoTime() - began < AT_MOST.toNanos());
    }

    private static double compilerSeconds(List<Server> servers) throws IOException {
        double sum = 0;
        for (Server server : servers) {
            sum += server.program().compilerSeconds();
        }
        return sum;
    }
}
