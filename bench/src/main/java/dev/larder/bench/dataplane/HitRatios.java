package dev.larder.bench.dataplane;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** G13: what a cache that is too small is worth. Counts only: they are the same on a busy machine. */
final class HitRatios implements Rows {

    private static final int SEED = 13;

    /** Epochs that are not counted: the first fills the cache, in the second nothing is known of the chunks yet. */
    private static final int WARMING = 2;

    private final int chunks;
    private final int requests;

    HitRatios() {
        this(512, 60_000);
    }

    /** @param chunks of data, of which half fit */
    HitRatios(int chunks, int requests) {
        this.chunks = chunks;
        this.requests = requests;
    }

    @Override
    public Set<String> ids() {
        return Set.of("G13");
    }

    @Override
    public Set<String> programs() {
        return Set.of();
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException {
        stage.say("hit ratios of a cache for %d chunks".formatted(chunks / 2));
        return measure(stage.work());
    }

    List<Figure> measure(Path work) throws IOException {
        double shuffled = shuffledEpochs(work.resolve("epochs"));
        Trace trace = new Trace(chunks, requests);
        double ours;
        try (SmallCache cache = SmallCache.open(work.resolve("trace"), chunks / 2)) {
            ours = trace.hitRatio(cache::read);
        }
        Cache<Long, Long> peer = Caffeine.newBuilder()
                .maximumSize(chunks / 2)
                .executor(Runnable::run)
                .build();
        double theirs = trace.hitRatio(number -> {
            boolean hit = peer.getIfPresent(number) != null;
            if (!hit) {
                peer.put(number, number);
            }
            return hit;
        });
        return List.of(
                Figure.atLeast(
                        0.97,
                        "G13",
                        "cache of 50 % of the data, shuffled epochs: byte hit ratio / 0.5",
                        shuffled / 0.5,
                        ""),
                new Figure(
                        "G13",
                        "Zipf and scans: byte hit ratio / Caffeine of the same capacity",
                        new Figure.AtLeast(0.98),
                        ours / theirs,
                        "",
                        new Figure.Peer("Caffeine", ours, theirs, "")));
    }

    private double shuffledEpochs(Path directory) throws IOException {
        int epochs = 12;
        int[] order = new int[chunks];
        for (int i = 0; i < chunks; i++) {
            order[i] = i;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        long hits = 0;
        try (SmallCache cache = SmallCache.open(directory, chunks / 2)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                shuffle(order, random);
                for (int number : order) {
                    boolean hit = cache.read(number);
                    hits += hit && epoch >= WARMING ? 1 : 0;
                }
            }
        }
        return (double) hits / ((long) (epochs - WARMING) * chunks);
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
    }

    /** One read of a chunk. */
    interface Reading {
        /** Whether it was there. */
        boolean read(long number) throws IOException;
    }

    /**
     * Reads of eight times as many chunks as fit, by Zipf's law with exponent 0.9, and every now and then a scan of as many
     * chunks as fit that nobody reads again. The same for each contestant.
     */
    private record Trace(int chunks, int requests) {

        private static final double EXPONENT = 0.9;
        private static final int SCANS = 12;

        double hitRatio(Reading cache) throws IOException {
            int popular = 4 * chunks;
            double[] upTo = new double[popular];
            double sum = 0;
            for (int rank = 0; rank < popular; rank++) {
                sum += Math.pow(rank + 1, -EXPONENT);
                upTo[rank] = sum;
            }
            SplittableRandom random = new SplittableRandom(SEED);
            long hits = 0;
            long reads = 0;
            long scanned = popular;
            for (int request = 0; request < requests; request++) {
                int at = java.util.Arrays.binarySearch(upTo, random.nextDouble() * sum);
                hits += cache.read(at < 0 ? -at - 1 : at) ? 1 : 0;
                reads++;
                if (request % (requests / SCANS) == requests / SCANS - 1) {
                    for (int i = 0; i < chunks / 2; i++, reads++) {
                        hits += cache.read(scanned++) ? 1 : 0;
                    }
                }
            }
            return (double) hits / reads;
        }
    }
}
