package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A feed for each node, once from the operator itself, as it is in a cluster whose nodes know no relays, and once from the
 * relays of the cells, which are cache nodes as they are shipped: a Node is not ready, and ready again, each of which is a
 * delta of the map for all; then all come back at once.
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
        List<Figure> rows = new ArrayList<>(direct(scene, streams));
        rows.addAll(relayed(scene, streams));
        return List.copyOf(rows);
    }

    private static List<Figure> direct(Scene scene, int streams) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(scene.work(), "feed-");
        try (ReadyCluster ready = ReadyCluster.start(scene, streams, work);
                FeedCrowdProcess crowd = FeedCrowdProcess.start(ready.feed(), false, ready.names(), work)) {
            scene.say("%,d nodes open their feed", streams);
            return measure(scene, ready, crowd, null, 0, "%,d streams".formatted(streams));
        }
    }

    private static List<Figure> relayed(Scene scene, int streams) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(scene.work(), "relayed-");
        NodeList nodes = new NodeList(streams);
        StoodInCluster cluster = StoodInCluster.start(nodes, RelayProcess::address, RelayProcess.freePort());
        try (ReadyCluster ready = ReadyCluster.start(scene, nodes, cluster, work);
                RelayProcess relays = RelayProcess.start(scene, ready, work)) {
            Set<String> relaying = relays.names();
            scene.say("%d of them relay", relaying.size());
            ready.await("be followed by its relays", () -> ready.operator().streams() == relaying.size());
            List<String> others = ready.names().stream()
                    .filter(name -> !relaying.contains(name))
                    .toList();
            int changing = IntStream.range(0, streams)
                    .filter(i -> !relaying.contains(NodeList.name(i)))
                    .findFirst()
                    .orElseThrow();
            try (FeedCrowdProcess crowd = FeedCrowdProcess.start(ready.feed(), true, others, work)) {
                scene.say("%,d nodes open their feed", others.size());
                return measure(
                        scene,
                        ready,
                        crowd,
                        relays,
                        changing,
                        "%,d streams of %d relays".formatted(others.size(), relaying.size()));
            }
        }
    }

    /**
     * @param relays null where there are none
     * @param changing the number of the Node that changes
     */
    private static List<Figure> measure(
            Scene scene,
            ReadyCluster ready,
            FeedCrowdProcess crowd,
            @Nullable RelayProcess relays,
            int changing,
            String streams)
            throws IOException, InterruptedException {
        crowd.ask("connect");
        Round[] rounds = new Round[ROUNDS];
        Duration cpu = Duration.ZERO;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            if (round == WARM_UP && relays != null) {
                cpu = relays.cpu();
            }
            Round measured = delta(ready, crowd, changing, round % 2 == 1);
            if (round >= WARM_UP) {
                rounds[round - WARM_UP] = measured;
            }
        }
        List<Figure> rows = new ArrayList<>();
        if (relays != null) {
            rows.add(Figure.inform(
                    "",
                    "CPU of each relay for a delta, and for heartbeats of %,d ms".formatted(APART_MILLIS),
                    relays.cpu().minus(cpu).toMillis()
                            / (double) (ROUNDS * relays.names().size()),
                    "ms"));
        }
        crowd.ask("disconnect");
        long back = crowd.ask("connect")[0];
        boolean full = !scene.quick();
        rows.addAll(List.of(
                Figure.atMost(
                                DELTA_MILLIS,
                                "C1",
                                "one delta, p99 of " + streams + " after the first",
                                millis(rounds, Round::spread),
                                "ms")
                        .judgedIf(full),
                Figure.inform("", "the last of them", millis(rounds, Round::last), "ms"),
                Figure.atMost(
                                DELTA_MILLIS,
                                "C1",
                                "one delta, p99 of " + streams + " after the Node changed",
                                millis(rounds, Round::event),
                                "ms")
                        .judgedIf(full),
                Figure.atMost(BACK_SECONDS, "C1", "all " + streams + " reconnect", back / 1e9, "s")
                        .judgedIf(full)));
        return rows;
    }

    private static Round delta(ReadyCluster ready, FeedCrowdProcess crowd, int changing, boolean nodeReady)
            throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(APART_MILLIS);
        crowd.ask("prepare");
        long changed = System.nanoTime();
        ready.cluster().tell(out -> ready.nodes().modified(changing, nodeReady, false, out));
        long[] told = crowd.ask("told");
        long p99 = told[told.length * 99 / 100];
        return new Round(p99 - told[0], told[told.length - 1] - told[0], p99 - changed);
    }

    /** Of the round in the middle. */
    private static double millis(Round[] rounds, ToLongFunction<Round> nanos) {
        long[] sorted = Arrays.stream(rounds).mapToLong(nanos).sorted().toArray();
        return sorted[sorted.length / 2] / 1e6;
    }
}
