package dev.larder.local.cli;

import dev.larder.local.LocalClusters;
import dev.larder.local.install.Larder;
import dev.larder.local.install.WarmLine;
import dev.larder.local.sample.Leaf;
import dev.larder.local.sample.Tree;
import dev.larder.local.sample.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder up}: a cluster, Larder in it, a Dataset that is warm, and what to try with it. */
@Command(name = "up")
final class UpCommand implements Callable<Integer> {
    static final String DEFAULT_NAME = "larder";

    private static final String DATASET = "sample";
    private static final long LOOK_MILLIS = 500;
    private static final Duration OPERATOR_LIMIT = Duration.ofMinutes(5);
    /** Warm-up may take long with the user's own data, but something must move within this time. */
    private static final Duration STANDSTILL = Duration.ofMinutes(4);

    @Option(names = "--name", paramLabel = "NAME")
    private String name = DEFAULT_NAME;

    @Option(names = "--nodes", paramLabel = "N")
    private @Nullable Integer nodes;

    @Option(names = "--zones", paramLabel = "Z")
    private @Nullable Integer zones;

    @Option(names = "--data", paramLabel = "DIR")
    private @Nullable Path data;

    @Option(names = "--detach")
    private boolean detach;

    @Option(names = "--verbose")
    private boolean verbose;

    @Override
    public Integer call() throws InterruptedException {
        var plan = UpPlan.of(new UpPlan.Wishes(name, nodes, zones, detach), LocalClusters.bare(), LocalClusters::k3s);
        long began = System.nanoTime();
        var home = LarderHome.directory();
        var console = Console.standard(verbose);
        var tree = data == null ? Tree.sample() : Tree.of(data);
        var images = console.phase("Images", () -> Larder.Built.from(home, console));
        var cluster = console.phase(plan.title(), () -> plan.start(images, console));
        try (cluster) {
            bringUp(console, new Larder(cluster, home), images, tree);
            var status = StatusReader.read(cluster);
            console.line("Up in %d s.".formatted((System.nanoTime() - began) / 1_000_000_000));
            console.line(Hints.of(
                    status,
                    DATASET,
                    smallest(tree).path(),
                    home,
                    LocalClusters.names().contains(status.name()),
                    detach));
            if (detach) {
                cluster.detach();
                return 0;
            }
            // Ctrl-C ends the JVM, and the cluster with it.
            while (cluster.running()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            console.line("The cluster has been stopped.");
            return 0;
        }
    }

    private static void bringUp(Console console, Larder larder, Larder.Built images, Tree tree) {
        console.phase("Images on every node", () -> {
            larder.load(images);
            return images;
        });
        console.phase("Chart installed, operator ready", () -> {
            larder.install(images, Map.of(), OPERATOR_LIMIT);
            return larder;
        });
        console.phase("CacheCluster applied", () -> {
            larder.applyCacheCluster();
            return larder;
        });
        console.phase(
                "%d files, %s, in the origin".formatted(tree.leaves().size(), WarmLine.size(tree.bytes())), () -> {
                    new Upload(larder.cluster().origin(), DATASET)
                            .put(
                                    tree,
                                    bytes -> console.live("Uploading %s of %s"
                                            .formatted(WarmLine.size(bytes), WarmLine.size(tree.bytes()))));
                    return tree;
                });
        console.phase(
                "Dataset warm",
                () -> larder.applyDataset(DATASET, DATASET)
                        .untilWarm(STANDSTILL, state -> console.live(WarmLine.of(state))));
    }

    /** A blob for the examples: small, but not empty. */
    private static Leaf smallest(Tree tree) {
        return tree.leaves().stream()
                .filter(leaf -> leaf.size() > 0)
                .min(Comparator.comparingLong(Leaf::size))
                .orElse(tree.leaves().getFirst());
    }
}
