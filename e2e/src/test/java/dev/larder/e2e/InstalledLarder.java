package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import dev.larder.crds.dataset.Dataset;
import dev.larder.local.LocalCluster;
import dev.larder.local.LocalNode;
import dev.larder.local.bare.BareCluster;
import dev.larder.local.bare.BareClusterSpec;
import dev.larder.local.cli.LarderHome;
import dev.larder.local.install.Larder;
import dev.larder.local.install.Warming;
import dev.larder.local.machine.Progress;
import dev.larder.local.origin.LocalOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.local.sample.Tree;
import dev.larder.local.sample.Upload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Larder on six nodes in three zones, installed as a user does it: built images, chart, the CacheCluster of the examples.
 * One for all test classes of a JVM that ask for it (see {@link OnCluster}); each uses containers and Datasets of its
 * own, and leaves nodes and links as it found them.
 */
public final class InstalledLarder implements AutoCloseable {
    static final int NODES = 6;
    static final int ZONES = 3;

    private static final Duration NODE_GRACE = Duration.ofSeconds(12);
    private static final Duration OPERATOR_LIMIT = Duration.ofMinutes(5);
    private static final Duration MEMBERS_LIMIT = Duration.ofMinutes(5);

    private static final Duration NODE_LIMIT = Duration.ofMinutes(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Duration DELETE_LIMIT = Duration.ofSeconds(30);

    private final BareCluster cluster;
    private final Larder larder;

    private InstalledLarder(BareCluster cluster, Larder larder) {
        this.cluster = cluster;
        this.larder = larder;
    }

    static InstalledLarder start() {
        var progress = Progress.to(System.err);
        var images = Larder.Built.from(LarderHome.directory(), progress);
        var spec = BareClusterSpec.unnamed()
                .nodes(NODES, ZONES, "gpu")
                .nodeGrace(NODE_GRACE)
                .images(images.archives());
        var cluster = BareCluster.start(spec, progress);
        try {
            // A node that is gone shall be replaced soon, so that tests need not wait long for it.
            // The operator stands where no test lets the node vanish: Kubernetes would replace it only after minutes.
            var values = Map.of(
                    "placement", Map.of("downAfter", "10s"),
                    "nodeSelector",
                            Map.of(
                                    "kubernetes.io/hostname",
                                    cluster.nodes().getFirst().name()));
            return new InstalledLarder(cluster, install(cluster, images, values, NODES));
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /**
     * Installs Larder as a user does it, and waits for its nodes.
     *
     * @param values of the chart, beyond the images
     */
    static Larder install(LocalCluster cluster, Larder.Built images, Map<String, ?> values, int nodes) {
        var larder = new Larder(cluster, LarderHome.directory());
        larder.load(images);
        larder.install(images, values, OPERATOR_LIMIT);
        larder.applyCacheCluster();
        larder.awaitMembers(nodes, MEMBERS_LIMIT);
        return larder;
    }

    /** Nodes can be added, switched off, unplugged and slowed down here. */
    public BareCluster cluster() {
        return cluster;
    }

    public Larder larder() {
        return larder;
    }

    public LocalOrigin origin() {
        return cluster.origin();
    }

    public List<LocalNode> nodes() {
        return cluster.nodes();
    }

    /** Puts files into a container of the origin, uncounted; the container can be changed through what is returned. */
    public Upload upload(String container, Tree tree) {
        var upload = new Upload(origin(), container);
        upload.put(tree, bytes -> {});
        return upload;
    }

    /** Applies a Dataset of all blobs of a container, in the namespace of the examples, and follows it. */
    public Warming dataset(String name, String container) {
        return larder.applyDataset(name, container);
    }

    /**
     * As {@link #dataset(String, String)}, with other parts of the spec.
     *
     * @param spec by field of the spec, as in YAML; replaces what the example has there
     */
    public Warming dataset(String name, String container, Map<String, ?> spec) {
        return larder.applyDataset(name, container, spec);
    }

    /** Deletes a Dataset and waits until it is gone. */
    public void delete(String name) {
        var dataset =
                cluster.client().resources(Dataset.class).inNamespace("default").withName(name);
        dataset.delete();
        dataset.waitUntilCondition(Objects::isNull, DELETE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** An unmodified Azure client that reads a container through one node. */
    public BlobContainerClient reader(LocalNode node, String container) {
        return Reads.through(node, origin(), container);
    }

    /** Everything that has reached the origin so far. */
    public OriginCounts counts() {
        return origin().probe().counts();
    }

    /**
     * Switches a node on, if it is off, and waits until its cache answers and all nodes are members. What Kubernetes and
     * the operator knew of the node before it was switched off may outlast the power cut, so the cache itself is asked.
     */
    public void bringBack(LocalNode node) {
        boolean off = nodes().stream().anyMatch(n -> n.name().equals(node.name()) && n.state() == LocalNode.State.OFF);
        if (off) {
            cluster.powerOn(node.name());
        }
        cluster.awaitReady(node.name(), NODE_LIMIT);
        Awaitility.await("the cache on " + node.name() + " answers")
                .atMost(NODE_LIMIT)
                .until(() -> answers(node));
        larder.awaitMembers(NODES, MEMBERS_LIMIT);
    }

    private static boolean answers(LocalNode node) {
        var request = HttpRequest.newBuilder(URI.create(Larder.blobEndpoint(node)))
                .timeout(ANSWER_LIMIT)
                .build();
        try (var http = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build()) {
            return http.send(request, BodyHandlers.discarding()).statusCode() > 0;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The origin was left alone; a failure names the requests, and what led to them. */
    public void assertNothingReachedTheOriginSince(OriginCounts before) {
        assertThat(counts().minus(before).recent())
                .as(() -> "requests to the origin; " + Detours.of(this))
                .isEmpty();
    }

    /** Bytes of blob data that left the origin for one container, by path. */
    public static Map<String, Long> bytesByPath(OriginCounts counts, String container) {
        var prefix = container + "/";
        return counts.getBytesByBlob().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
