package dev.larder.bench.controlplane;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What one start of the operator cost.
 *
 * @param cpu from its first request for Nodes until it had read all and watched; what a JVM spends on starting besides
 *     is in it
 * @param liveBytes on its heap when it was idle
 * @param watches opened in all
 * @param idleRequests per second, once it was idle
 */
record Reading(Duration cpu, Duration took, long liveBytes, int watches, double idleRequests) {
    private static final long LIMIT_SECONDS = 300;
    /** After the last Node it starts its controllers, which list and watch too. */
    private static final Duration CALM = Duration.ofSeconds(5);

    static Reading of(NodeList nodes, Path operator, Path work, Duration idle)
            throws IOException, InterruptedException {
        try (ApiServer api = ApiServer.start(nodes);
                OperatorProgram program = OperatorProgram.start(operator, api.url(), work)) {
            if (!api.awaitListing(LIMIT_SECONDS)) {
                throw program.failed("It did not ask for Nodes");
            }
            long begun = System.nanoTime();
            Duration before = program.cpu();
            if (!api.awaitListed(LIMIT_SECONDS)) {
                throw program.failed("It did not read all Nodes");
            }
            Duration cpu = program.cpu().minus(before);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Thread.sleep(CALM);
            long live = program.liveBytes();
            int requests = api.requests();
            Thread.sleep(idle);
            double rate = (api.requests() - requests) / (double) idle.toSeconds();
            return new Reading(cpu, took, live, api.watches(), rate);
        }
    }
}
