package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * A feed for each node from the operator itself, as it is in a cluster whose nodes know no relays: a Node is not ready, and
 * ready again, each of which is a delta of the map for all; then all come back at once.
 */
final class FeedRows implements Rows {
    private static final int STREAMS = 15_000;
    private static final int QUICK = 1_500;
    private static final double DELTA_MILLIS = 500;
    private static final double BACK_SECONDS = 10;
    /** Before anything is compiled a delta takes many times as long. */
    private static final int WARM_UP = 8;

    private static final int ROUNDS = 7;
    private static final int APART_MILLIS = 1_500;

    /**
     * What one delta took, in nanoseconds.
     *
     * @param spread from the first stream that had it to all but one in a hundred
     * @param last to the last stream
     * @param event from the change of the Node to all but one in a hundred
     */
    private record Round(long spread, long last, long event) {}

    @Override
    public Set<String> ids() {
        return Set.of("C1");
    }

    @Override
    public List<Figure> measure(Scene scene) throws IOException, InterruptedException {
        int streams = scene.quick() ? QUICK : STREAMS;
        Path work = Files.createTempDirectory(scene.work(), "feed-");
        try (ReadyCluster ready = ReadyCluster.start(scene, streams, work);
                FeedCrowdProcess crowd =
                        FeedCrowdProcess.start(ready.operator().feed(), ReadyCluster.NAME, ready.names(), work)) {
            scene.say("%,d nodes open their feed", streams);
            crowd.ask("connect");
            Round[] rounds = new Round[ROUNDS];
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                Round measured = delta(ready, crowd, round % 2 == 1);
                if (round >= WARM_UP) {
                    rounds[round - WARM_UP] = measured;
                }
            }
            crowd.ask("disconnect");
            long back = crowd.ask("connect")[0];
            String of = "of %,d streams".formatted(streams);
            double p99 = millis(Arrays.stream(rounds).mapToLong(Round::spread));
            return List.of(
                    scene.quick()
                            ? Figure.inform("C1", "one delta, p99 " + of, p99, "ms")
                            : Figure.atMost(DELTA_MILLIS, "C1", "one delta, p99 " + of + " after the first", p99, "ms"),
                    Figure.inform(
                            "", "the last of them", millis(Arrays.stream(rounds).mapToLong(Round::last)), "ms"),
                    Figure.inform(
                            "",
                            "p99 since the Node changed in the API server",
                            millis(Arrays.stream(rounds).mapToLong(Round::event)),
                            "ms"),
                    scene.quick()
                            ? Figure.inform("C1", "all reconnect", back / 1e9, "s")
                            : Figure.atMost(BACK_SECONDS, "C1", "all reconnect", back / 1e9, "s"));
        }
    }

    private static Round delta(ReadyCluster ready, FeedCrowdProcess crowd, boolean nodeReady)
            throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(APART_MILLIS);
        crowd.ask("prepare");
        long changed = System.nanoTime();
        ready.cluster().tell(out -> ready.nodes().modified(0, nodeReady, false, out));
        long[] told = crowd.ask("told");
        long p99 = told[told.length * 99 / 100];
        return new Round(p99 - told[0], told[told.length - 1] - told[0], p99 - changed);
    }

    /** Of the round in the middle. */
    private static double millis(LongStream nanos) {
        long[] sorted = nanos.sorted().toArray();
        return sorted[sorted.length / 2] / 1e6;
    }
}
