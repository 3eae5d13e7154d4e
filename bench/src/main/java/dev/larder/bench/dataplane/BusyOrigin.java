package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.bench.surroundings.FileOrigin;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * G18: an origin that answers 503 above so many requests per second, and readers that want more. What is counted is how it
 * goes on: the node has had some seconds to find the limit.
 */
final class BusyOrigin implements Rows {
    private static final int PER_SECOND = 200;
    private static final int BLOB = 4 << 10;
    private static final int READERS = 64;
    private static final Duration FINDING = Duration.ofSeconds(10);

    @Override
    public Set<String> ids() {
        return Set.of("G18");
    }

    @Override
    public Set<String> programs() {
        return Set.of();
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException {
        Duration watching = stage.plan().watching().multipliedBy(2);
        // Blobs are picked at random, so twice as many as can be read leave always some that nobody has read.
        int blobs = (int) (2 * PER_SECOND * (FINDING.plus(watching).toSeconds() + 5));
        stage.say("writing " + blobs + " blobs of 4 KiB");
        Blobs cold = Blobs.in(stage.root(), "busy").add("b", blobs, BLOB);
        FileOrigin origin = stage.origin();
        try (var nodes = CacheNodes.start(stage.work().resolve("busy-node"), origin, 1, 1L << 30)) {
            nodes.operator().serve(cold, WarmUp.ON_DEMAND);
            nodes.operator().awaitKnown(1);
            Order order =
                    Order.random(cold, "b", blobs, BLOB, 0).readers(READERS).at(nodes.server());
            origin.allow(PER_SECOND);
            stage.say("an origin that takes " + PER_SECOND + " requests/s, "
                    + FINDING.plus(watching).toSeconds() + " s");
            Load finding = stage.client().read(order.lasting(FINDING));
            long asked = origin.requests();
            long refused = origin.refused();
            Load steady = stage.client().read(order.lasting(watching));
            asked = origin.requests() - asked;
            refused = origin.refused() - refused;
            double achieved = (asked - refused) / steady.seconds() / PER_SECOND;
            String what = "origin that takes " + PER_SECOND + " requests/s: ";
            // An answer that is not the blob ends the load, so that to have come here is to have seen no 503.
            return List.of(
                    Figure.atMost(0, "G18", what + "wrong answers to clients", finding.wrong() + steady.wrong(), ""),
                    Figure.atLeast(0.95, "G18", what + "achieved / allowed", achieved, ""),
                    Figure.atMost(1, "G18", what + "share of 503s at the origin", 100.0 * refused / asked, "%"));
        }
    }
}
