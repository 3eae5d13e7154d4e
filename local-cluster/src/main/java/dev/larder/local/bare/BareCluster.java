package dev.larder.local.bare;

import dev.larder.local.LocalCluster;
import dev.larder.local.LocalNode;
import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Packages;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.control.Addresses;
import dev.larder.local.control.Clients;
import dev.larder.local.control.Servers;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.network.LinkLimit;
import dev.larder.local.origin.LocalOrigin;
import dev.larder.local.state.ClusterHome;
import dev.larder.local.state.Ownership;
import dev.larder.local.state.Remainders;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster whose nodes are Linux namespaces of this machine, each with its own containerd, kubelet, kube-proxy, disk
 * and network cable. Needs Linux and root. Several live side by side.
 *
 * <p>Who starts a cluster owns it: it ends with {@link #close()} or with the JVM. {@link #detach()} lets it go on.
 * {@link #attach} opens one that runs, which then does not end with this process unless {@link #destroy()} is called.
 */
public final class BareCluster implements LocalCluster {
    private static final Duration READY = Duration.ofMinutes(5);

    private final ClusterHome home;
    private final Hub hub;
    private final Fleet fleet;
    private final Binaries binaries;
    private final Progress progress;
    private final KubernetesClient client;
    private final @Nullable Ownership ownership;
    private @Nullable ClusterOrigin origin;

    private BareCluster(
            ClusterHome home,
            Hub hub,
            Fleet fleet,
            Binaries binaries,
            Progress progress,
            KubernetesClient client,
            @Nullable Ownership ownership) {
        this.home = home;
        this.hub = hub;
        this.fleet = fleet;
        this.binaries = binaries;
        this.progress = progress;
        this.client = client;
        this.ownership = ownership;
    }

    /**
     * Starts a cluster and returns when all its nodes are Ready: some seconds, or minutes when programs are to be built
     * first.
     *
     * @throws MachineException when it cannot run here; the message says what to do. Nothing is left behind then.
     */
    public static BareCluster start(BareClusterSpec spec, Progress progress) {
        if (!System.getProperty("user.name").equals("root")) {
            throw new MachineException("Nodes are made of Linux namespaces, which takes root: run this with sudo.");
        }
        var directories = Directories.ofUser();
        Remainders.clear(directories, progress);
        Packages.requireForNodes(progress);
        var binaries = new Binaries(directories, progress);
        for (var tools :
                List.of(Toolset.PAUSE, Toolset.ETCD, Toolset.KUBERNETES, Toolset.CONTAINERD, Toolset.COREDNS)) {
            binaries.directory(tools);
        }
        var ownership = Ownership.of(ClusterHome.create(directories, spec.name()));
        try {
            return start(spec, progress, directories, binaries, ownership);
        } catch (RuntimeException | Error e) {
            try {
                ownership.close();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static BareCluster start(
            BareClusterSpec spec, Progress progress, Directories directories, Binaries binaries, Ownership ownership) {
        var home = ownership.home();
        var pause = binaries.program(Toolset.PAUSE, "pause");
        var hub = Hub.start(home, pause);
        var settings = new ClusterSettings(hub.plan().block(), spec.tuning(), spec.instanceType());
        home.write("settings", settings.write());
        home.make("images");
        var servers = servers(home, hub, settings);
        servers.start(binaries, progress);
        var client = newClient(home);
        UnpackedImages.of(spec.images(), binaries, directories.cache(), progress)
                .linkedTo(home.file(Fleet.UNPACKED));
        var fleet = new Fleet(home, hub, settings, servers, binaries, directories.cache());
        var cluster = new BareCluster(home, hub, fleet, binaries, progress, client, ownership);
        SystemServices.start(home, hub.plan(), servers, binaries, client);
        progress.step("starting %d nodes".formatted(spec.nodes().size()));
        fleet.add(spec.nodes());
        cluster.awaitReady(READY);
        return cluster;
    }

    /**
     * Opens a cluster that runs.
     *
     * @throws MachineException when none of that name runs
     */
    public static BareCluster attach(String name, Progress progress) {
        var directories = Directories.ofUser();
        var home = ClusterHome.find(directories, name)
                .filter(found -> Files.exists(found.file("settings")))
                .orElseThrow(() -> new MachineException("there is no cluster named \"" + name + "\""));
        try {
            var settings = ClusterSettings.read(Files.readString(home.file("settings")));
            var hub = Hub.find(home, new NetworkPlan(settings.block()));
            var binaries = new Binaries(directories, progress);
            var fleet = new Fleet(home, hub, settings, servers(home, hub, settings), binaries, directories.cache());
            return new BareCluster(home, hub, fleet, binaries, progress, newClient(home), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Servers servers(ClusterHome home, Hub hub, ClusterSettings settings) {
        var addresses = Addresses.usual(hub.plan().hub(), hub.plan().services());
        return new Servers(home, addresses, settings.tuning(), hub.namespace().joinNetwork());
    }

    private static KubernetesClient newClient(ClusterHome home) {
        return new KubernetesClientBuilder()
                .withConfig(Clients.config(home.file("kubeconfig")))
                .build();
    }

    @Override
    public String name() {
        return home.name();
    }

    @Override
    public Path kubeconfig() {
        return home.file("kubeconfig");
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public String kubectlCommand() {
        return binaries.program(Toolset.KUBERNETES, "kubectl").toString();
    }

    @Override
    public String logs() {
        return home.file("log").toString();
    }

    /** The cluster's files; what each server wrote is in {@code log/}. */
    public Path directory() {
        return home.directory();
    }

    @Override
    public List<LocalNode> nodes() {
        return fleet.nodes().stream().map(BareNode::describe).toList();
    }

    /** Adds a node and waits until it is Ready. */
    public LocalNode addNode(String zone, String pool) {
        var added = fleet.add(List.of(new BareClusterSpec.Place(zone, pool))).getFirst();
        awaitReady(added, READY);
        return added.describe();
    }

    /** Takes a node away for ever, with its disk and its Node object. */
    public void removeNode(String node) {
        fleet.node(node).remove();
        client.nodes().withName(node).delete();
    }

    /** Power cut: everything on the node ends at once. Its disk is kept. */
    public void powerOff(String node) {
        fleet.node(node).powerOff();
    }

    /** Boots a node that is off, from its disk; returns at once. See {@link #awaitReady(String, Duration)}. */
    public void powerOn(String node) {
        fleet.powerOn(fleet.node(node));
    }

    /** The node runs on, but nobody reaches it. */
    public void pullCable(String node) {
        fleet.node(node).pullCable();
    }

    public void plugCable(String node) {
        fleet.node(node).plugCable();
    }

    /**
     * Limits the node's link in each direction, until {@link #unlimitLink}.
     *
     * @param bitsPerSecond at least 64,000
     */
    public void limitLink(String node, long bitsPerSecond) {
        fleet.node(node).limit(new LinkLimit(bitsPerSecond));
    }

    public void unlimitLink(String node) {
        fleet.node(node).unlimit();
    }

    /** The node's disk as this machine sees it; on the node and for hostPath volumes it is {@code /mnt/nvme0}. */
    public Path nvme(String node) {
        return fleet.node(node).disk().resolve("nvme0");
    }

    /** Waits until Kubernetes holds all nodes that are on for Ready. */
    public void awaitReady(Duration limit) {
        fleet.nodes().stream().filter(BareNode::on).forEach(node -> awaitReady(node, limit));
    }

    /** @throws MachineException with what the node's servers said last, when it is not Ready in time */
    public void awaitReady(String node, Duration limit) {
        awaitReady(fleet.node(node), limit);
    }

    private void awaitReady(BareNode node, Duration limit) {
        new Readiness(client, node).await(limit);
    }

    @Override
    public void loadImage(Path archive) {
        if (fleet.has(archive)) {
            return;
        }
        var copy = home.make("images").resolve(archive.getFileName());
        try {
            var part = home.file("images").resolve(archive.getFileName() + ".part");
            Files.copy(archive, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + archive, e);
        }
        progress.step("loading image " + archive.getFileName());
        fleet.loadImage(copy);
    }

    @Override
    public synchronized LocalOrigin origin() {
        if (origin == null) {
            origin = ClusterOrigin.open(home, hub, progress);
        }
        return origin;
    }

    @Override
    public void detach() {
        if (ownership != null) {
            ownership.letGo();
        }
    }

    @Override
    public boolean running() {
        return Files.exists(home.file("settings"));
    }

    /** Ends the cluster, whoever started it. */
    public void destroy() {
        close();
        home.destroy();
    }

    @Override
    public synchronized void close() {
        if (origin != null) {
            origin.close();
        }
        client.close();
        if (ownership != null) {
            ownership.close();
        }
    }
}
