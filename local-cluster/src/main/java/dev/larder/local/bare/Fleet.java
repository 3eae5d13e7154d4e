package dev.larder.local.bare;

import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.control.Servers;
import dev.larder.local.machine.MachineException;
import dev.larder.local.pki.Authority;
import dev.larder.local.pki.Subject;
import dev.larder.local.state.ClusterHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The nodes of a cluster, as its directory tells them. */
final class Fleet {
    /** Images that every node has from its making on. */
    static final String UNPACKED = "unpacked";

    private static final String PLACE = "place";

    private final ClusterHome home;
    private final Hub hub;
    private final ClusterSettings settings;
    private final Servers servers;
    private final Binaries binaries;
    private final Path cache;

    Fleet(ClusterHome home, Hub hub, ClusterSettings settings, Servers servers, Binaries binaries, Path cache) {
        this.home = home;
        this.hub = hub;
        this.settings = settings;
        this.servers = servers;
        this.binaries = binaries;
        this.cache = cache;
    }

    /** All nodes, on or off, in the order of their making. */
    List<BareNode> nodes() {
        var directory = home.file("nodes");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var disks = Files.list(directory)) {
            return disks.map(disk -> disk.resolve(PLACE))
                    .filter(Files::exists)
                    .map(Fleet::read)
                    .sorted(Comparator.comparingInt(NodePlace::index))
                    .map(place -> new BareNode(home, hub, place))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws MachineException naming the nodes that exist */
    BareNode node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MachineException("no node \"%s\"; there are %s"
                        .formatted(name, nodes().stream().map(BareNode::name).toList())));
    }

    /** Makes nodes and boots them, all at once. */
    synchronized List<BareNode> add(List<BareClusterSpec.Place> places) {
        var authority = Authority.open(home.file("pki"));
        var added = new ArrayList<BareNode>();
        for (var where : places) {
            var place = new NodePlace(freeIndex(), where.zone(), where.pool());
            home.make("nodes/" + place.name());
            home.write("nodes/" + place.name() + "/" + PLACE, place.write());
            added.add(new BareNode(home, hub, place));
        }
        var images = new UnpackedImages(home.file(UNPACKED));
        together(added, node -> {
            node.equip(images);
            servers.writeKubeconfig(
                    authority,
                    "nodes/" + node.name() + "/kubelet.kubeconfig",
                    Subject.client("system:node:" + node.name(), "system:nodes"));
            powerOn(node);
        });
        return added;
    }

    void powerOn(BareNode node) {
        node.powerOn(new NodeFiles(home, hub.plan(), settings, cache).write(node.place(), binaries));
    }

    /** Whether every node has had the image since it was made. */
    boolean has(Path archive) {
        return new UnpackedImages(home.file(UNPACKED))
                .archives()
                .contains(archive.getFileName().toString());
    }

    void loadImage(Path archive) {
        var ctr = binaries.program(Toolset.CONTAINERD, "ctr");
        together(nodes(), node -> node.importImage(archive, ctr));
    }

    private int freeIndex() {
        var taken = nodes().stream().map(node -> node.place().index()).toList();
        int index = 1;
        while (taken.contains(index)) {
            index++;
        }
        return index;
    }

    private static NodePlace read(Path file) {
        try {
            return NodePlace.read(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void together(List<BareNode> nodes, Consumer<BareNode> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            nodes.forEach(node -> all.add(threads.submit(() -> work.accept(node))));
            for (var one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MachineException cause
                    ? cause
                    : new MachineException("work on a node failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while nodes were worked on", e);
        }
    }
}
