package dev.larder.local.install;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterStatus;
import dev.larder.crds.cluster.Network;
import dev.larder.local.LocalCluster;
import dev.larder.local.LocalNode;
import dev.larder.local.helm.HelmRelease;
import dev.larder.local.image.Image;
import dev.larder.local.image.Images;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Wait;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Larder in a local cluster, as its users install it: the images, the chart, resources. Safe for several threads. */
public final class Larder {
    public static final String SYSTEM_NAMESPACE = "larder-system";
    /** Where the examples put the CacheCluster and its pods. */
    public static final String CACHE_NAMESPACE = "larder";

    private final LocalCluster cluster;
    private final Path home;

    /**
     * A view of the cluster; nothing is done yet.
     *
     * @param home the project's directory
     */
    public Larder(LocalCluster cluster, Path home) {
        this.cluster = cluster;
        this.home = home;
    }

    /** The product's images, built from what Maven has packaged and kept in the user's cache. */
    public record Built(Image operator, Image cacheRuntime) {
        /** @throws MachineException when the modules are not packaged */
        public static Built from(Path home, Progress progress) {
            var images = new Images(home, Directories.ofUser().cache().resolve("images"), progress);
            return new Built(images.operator(), images.cacheRuntime());
        }

        public List<Path> archives() {
            return List.of(operator.tar(), cacheRuntime.tar());
        }
    }

    /** Puts the images on every node. */
    public void load(Built images) {
        images.archives().forEach(cluster::loadImage);
    }

    /**
     * Installs or upgrades the chart and waits until the operator is ready.
     *
     * @param values beyond the images, as in a values file
     * @throws MachineException with the pods' states and last words when it does not become ready
     */
    public void install(Built images, Map<String, ?> values, Duration limit) {
        var all = new java.util.HashMap<String, Object>(values);
        all.put("javaOptions", Examples.QUICK_START);
        all.put(
                "image",
                Map.of(
                        "repository",
                        images.operator().repository(),
                        "tag",
                        images.operator().tag()));
        all.put(
                "cacheImage",
                Map.of(
                        "repository",
                        images.cacheRuntime().repository(),
                        "tag",
                        images.cacheRuntime().tag()));
        new HelmRelease(cluster.kubeconfig(), SYSTEM_NAMESPACE, "larder").apply(home.resolve("helm/larder"), all);
        Wait.until(
                limit,
                this::operatorReady,
                () -> "The operator was not ready within %d s:%n%s"
                        .formatted(limit.toSeconds(), new Diagnosis(client()).of(SYSTEM_NAMESPACE)));
    }

    private boolean operatorReady() {
        var deployment = client().apps()
                .deployments()
                .inNamespace(SYSTEM_NAMESPACE)
                .withName("larder-operator")
                .get();
        return deployment != null
                && deployment.getStatus() != null
                && deployment.getStatus().getReadyReplicas() != null
                && deployment.getStatus().getReadyReplicas() > 0;
    }

    /** Applies the example's CacheCluster with the cluster's origin and the Secret that it refers to. */
    public void applyCacheCluster() {
        apply(examples().cacheCluster(cluster.origin()));
    }

    /** Applies a CacheCluster that refers to the example's Secret. */
    public void apply(GenericKubernetesResource cacheCluster) {
        var origin = cluster.origin();
        var namespace = cacheCluster.getMetadata().getNamespace();
        client().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .serverSideApply();
        client().resource(examples().secret(origin)).serverSideApply();
        client().resource(cacheCluster).serverSideApply();
    }

    /**
     * Waits until the map of the example's CacheCluster has so many members.
     *
     * @return the placement epoch of that map
     * @throws MachineException with the pods' states and last words when that takes longer
     */
    public long awaitMembers(int count, Duration limit) {
        var seen = new Members[] {Members.UNKNOWN};
        Wait.until(
                limit,
                () -> {
                    seen[0] = members();
                    return seen[0].count() == count;
                },
                () -> "There are %d members after %d s, not %d:%n%s"
                        .formatted(
                                seen[0].count(),
                                limit.toSeconds(),
                                count,
                                new Diagnosis(client()).of(SYSTEM_NAMESPACE, CACHE_NAMESPACE)));
        return seen[0].epoch();
    }

    /** What the status of a CacheCluster says of one map. */
    private record Members(int count, long epoch) {
        static final Members UNKNOWN = new Members(-1, -1);

        static Members of(CacheClusterStatus status) {
            var nodes = status.nodes();
            var map = status.map();
            return new Members(nodes == null ? -1 : nodes.members(), map == null ? -1 : map.epoch());
        }
    }

    private Members members() {
        try {
            return client().resources(CacheCluster.class).inNamespace(CACHE_NAMESPACE).list().getItems().stream()
                    .map(CacheCluster::getStatus)
                    .filter(Objects::nonNull)
                    .map(Members::of)
                    .findFirst()
                    .orElse(Members.UNKNOWN);
        } catch (KubernetesClientException notNow) {
            return Members.UNKNOWN;
        }
    }

    /** Applies the example's Dataset under another name and of another container, and follows it. */
    public Warming applyDataset(String name, String container) {
        return applyDataset(name, container, Map.of());
    }

    /**
     * Applies the example's Dataset under another name and of another container, and follows it.
     *
     * @param spec fields of the spec that replace the example's
     */
    public Warming applyDataset(String name, String container, Map<String, ?> spec) {
        var dataset = examples().dataset(cluster.origin(), name, container);
        dataset.<Map<String, Object>>get("spec").putAll(spec);
        client().resource(dataset).serverSideApply();
        return new Warming(client(), dataset.getMetadata().getNamespace(), name);
    }

    public Examples examples() {
        return new Examples(home);
    }

    public LocalCluster cluster() {
        return cluster;
    }

    /** Where clients on that node read: {@code http://ip:port}; the account is the first part of the path. */
    public static String blobEndpoint(LocalNode node) {
        return "http://" + node.ip() + ":" + Network.DEFAULT_BLOB_PORT;
    }

    private KubernetesClient client() {
        return cluster.client();
    }
}
