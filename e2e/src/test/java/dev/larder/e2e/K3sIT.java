package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.cli.LarderHome;
import dev.larder.local.install.Larder;
import dev.larder.local.k3s.K3sCluster;
import dev.larder.local.machine.Progress;
import dev.larder.local.sample.Leaf;
import dev.larder.local.sample.Tree;
import dev.larder.local.sample.Upload;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The built images and the chart on somebody else's Kubernetes. */
@Tag("k3s")
class K3sIT {
    private static final String CONTAINER = "packaged";
    private static final Duration STANDSTILL = Duration.ofMinutes(2);

    @Test
    void theChartBringsADatasetThatCostsTheOriginOneCopy() {
        var progress = Progress.to(System.err);
        var images = Larder.Built.from(LarderHome.directory(), progress);
        var tree = Tree.ofSizes(CONTAINER, 1, 1000, 5 << 20, 9 << 20);
        var expected = tree.leaves().stream().collect(Collectors.toMap(Leaf::path, Leaf::size));
        try (var cluster = K3sCluster.start(progress)) {
            var larder = InstalledLarder.install(cluster, images, Map.of(), 1);
            var origin = cluster.origin();
            new Upload(origin, CONTAINER).put(tree, bytes -> {});

            larder.applyDataset(CONTAINER, CONTAINER).untilWarm(STANDSTILL, state -> {});

            var warm = origin.probe().counts();
            assertThat(InstalledLarder.bytesByPath(warm, CONTAINER)).isEqualTo(expected);
            Reads.areLike(tree, Reads.through(cluster.nodes().getFirst(), origin, CONTAINER));
            assertThat(origin.probe().counts().minus(warm).requests())
                    .as("requests that reached the origin for reads of a warm Dataset")
                    .isZero();
        }
    }
}
