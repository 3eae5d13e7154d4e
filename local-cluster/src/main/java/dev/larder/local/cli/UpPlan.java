package dev.larder.local.cli;

import dev.larder.local.LocalCluster;
import dev.larder.local.LocalClusters.Availability;
import dev.larder.local.bare.BareCluster;
import dev.larder.local.bare.BareClusterSpec;
import dev.larder.local.install.Larder;
import dev.larder.local.k3s.K3sCluster;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import java.util.ArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster that {@code ./larder up} starts: the fullest that can run on this machine. */
sealed interface UpPlan {
    String title();

    LocalCluster start(Larder.Built images, Progress progress);

    /**
     * What was asked for.
     *
     * @param nodes and {@code zones}: null where nothing was said
     */
    record Wishes(
            String name, @Nullable Integer nodes, @Nullable Integer zones, boolean detach) {
        private static final int MAX_NODES = 50;
        private static final int NODES = 6;
        private static final int ZONES = 3;

        private Bare bare() {
            int count = nodes == null ? NODES : nodes;
            int over = zones == null ? Math.min(ZONES, count) : zones;
            if (count < 1 || count > MAX_NODES || over < 1 || over > count) {
                throw new MachineException(
                        "--nodes must be 1 to %d and --zones 1 to the number of nodes".formatted(MAX_NODES));
            }
            return new Bare(name, count, over);
        }

        private K3s k3s(String whyNotBare) {
            var beyond = new ArrayList<String>();
            if (!name.equals(UpCommand.DEFAULT_NAME)) {
                beyond.add("--name " + name);
            }
            if (nodes != null && nodes != 1) {
                beyond.add("--nodes " + nodes);
            }
            if (zones != null && zones != 1) {
                beyond.add("--zones " + zones);
            }
            if (detach) {
                beyond.add("--detach");
            }
            if (!beyond.isEmpty()) {
                throw new MachineException(
                        "Here the cluster is a k3s container: one node, without a name, that ends with this command;"
                                + " so leave out " + String.join(", ", beyond) + ". For these, bare nodes are needed: "
                                + whyNotBare + ".");
            }
            return new K3s();
        }
    }

    /**
     * @param k3s asked only where there can be no bare nodes, because it takes a while
     * @throws MachineException when no cluster can run here, or the one that can is not what was asked for
     */
    static UpPlan of(Wishes wishes, Availability bare, Supplier<Availability> k3s) {
        if (bare.usable()) {
            return wishes.bare();
        }
        var container = k3s.get();
        if (!container.usable()) {
            throw new MachineException("No cluster can run here; one of these would:%n  %s: %s%n  %s: %s"
                    .formatted(bare.implementation(), bare.reason(), container.implementation(), container.reason()));
        }
        return wishes.k3s(bare.reason());
    }

    /** Nodes that are namespaces of this machine. */
    record Bare(String name, int nodes, int zones) implements UpPlan {
        private static final String POOL = "gpu";

        @Override
        public String title() {
            return "Kubernetes cluster of %d nodes in %d zones".formatted(nodes, zones);
        }

        @Override
        public LocalCluster start(Larder.Built images, Progress progress) {
            var spec = BareClusterSpec.named(name).nodes(nodes, zones, POOL).images(images.archives());
            return BareCluster.start(spec, progress);
        }
    }

    /** One node in a container. */
    record K3s() implements UpPlan {
        @Override
        public String title() {
            return "Kubernetes in a k3s container";
        }

        @Override
        public LocalCluster start(Larder.Built images, Progress progress) {
            return K3sCluster.start(progress);
        }
    }
}
