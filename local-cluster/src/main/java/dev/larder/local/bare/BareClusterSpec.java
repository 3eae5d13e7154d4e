package dev.larder.local.bare;

import dev.larder.local.control.Tuning;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A cluster to be started.
 *
 * @param name unique among the user's clusters on this machine
 * @param nodes zone and pool of each node
 * @param tuning how soon a silent node counts as dead
 * @param instanceType the label {@code node.kubernetes.io/instance-type} of all nodes
 * @param images archives of images that every node has from the start
 */
public record BareClusterSpec(String name, List<Place> nodes, Tuning tuning, String instanceType, List<Path> images) {

    /** Where a node stands. */
    public record Place(String zone, String pool) {}

    public BareClusterSpec {
        nodes = List.copyOf(nodes);
        images = List.copyOf(images);
    }

    public static BareClusterSpec named(String name) {
        return new BareClusterSpec(name, List.of(), Tuning.usual(), "Standard_ND96isr_H100_v5", List.of());
    }

    /** With a name that nobody else has. */
    public static BareClusterSpec unnamed() {
        var random = new byte[4];
        new SecureRandom().nextBytes(random);
        return named("test-" + HexFormat.of().formatHex(random));
    }

    /** Adds nodes of a pool, spread evenly over zones {@code eastus2-1} to {@code eastus2-(zones)}. */
    public BareClusterSpec nodes(int count, int zones, String pool) {
        var more = new ArrayList<>(nodes);
        for (int i = 0; i < count; i++) {
            more.add(new Place("eastus2-" + (i % zones + 1), pool));
        }
        return new BareClusterSpec(name, more, tuning, instanceType, images);
    }

    /** Adds one node. */
    public BareClusterSpec node(String zone, String pool) {
        var more = new ArrayList<>(nodes);
        more.add(new Place(zone, pool));
        return new BareClusterSpec(name, more, tuning, instanceType, images);
    }

    /** After so much silence a node counts as dead; tests want 10 s or so, Kubernetes' own default is 50 s. */
    public BareClusterSpec nodeGrace(Duration silence) {
        return new BareClusterSpec(name, nodes, new Tuning(silence), instanceType, images);
    }

    public BareClusterSpec instanceType(String type) {
        return new BareClusterSpec(name, nodes, tuning, type, images);
    }

    /** Images that are known now: far quicker than to load them into nodes that run. */
    public BareClusterSpec images(List<Path> archives) {
        return new BareClusterSpec(name, nodes, tuning, instanceType, archives);
    }
}
