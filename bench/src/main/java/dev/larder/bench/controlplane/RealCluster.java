package dev.larder.bench.controlplane;

import dev.larder.local.control.ControlPlane;
import dev.larder.local.control.FakeNodes;
import dev.larder.local.control.Tuning;
import dev.larder.local.install.OperatorAccount;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A real API server with its controllers, nodes that KWOK plays, and one CacheCluster on all of them. */
final class RealCluster implements AutoCloseable {
    static final String NAMESPACE = "bench";
    static final String CLUSTER = "gpu";

    private static final List<String> ZONES = List.of("eastus2-1", "eastus2-2", "eastus2-3");
    /** As many nodes as a pool of AKS can have. */
    private static final int POOL = 1_000;

    private static final ResourceDefinitionContext CACHE_CLUSTERS = new ResourceDefinitionContext.Builder()
            .withGroup("larder.dev")
            .withVersion("v1alpha1")
            .withKind("CacheCluster")
            .withPlural("cacheclusters")
            .withNamespaced(true)
            .build();

    private final ControlPlane plane;
    private final FakeNodes nodes;
    private final Path account;
    private final Map<Integer, Integer> pools = new TreeMap<>();

    private RealCluster(ControlPlane plane, FakeNodes nodes, Path account) {
        this.plane = plane;
        this.nodes = nodes;
        this.account = account;
    }

    static RealCluster start(Scene scene) throws IOException {
        ControlPlane plane;
        try {
            // Thousands of leases that are renewed every few seconds would be most of what this machine can do.
            plane = ControlPlane.start(new Tuning(Duration.ofHours(1), true), Progress.to(System.err));
        } catch (MachineException e) {
            throw new IOException("There is no API server here: " + e.getMessage(), e);
        }
        try {
            Path account = OperatorAccount.install(
                    plane.client(), scene.home().resolve("helm/larder"), plane.kubeconfig(), scene.work());
            plane.client()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(NAMESPACE)
                            .endMetadata()
                            .build())
                    .create();
            return new RealCluster(plane, plane.fakeNodes(), account);
        } catch (IOException | RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    /** Of the operator. */
    Path account() {
        return account;
    }

    KubernetesClient client() {
        return plane.client();
    }

    RequestLog requests() {
        return new RequestLog(plane.directory().resolve("audit.log"), OperatorAccount.NAMESPACE);
    }

    /** More nodes, until there are so many: in three zones, each pool in one, at most 1,000 nodes in each. */
    void grow(int count) {
        int wanted = Math.max(ZONES.size(), Math.ceilDiv(count, POOL));
        for (int pool = 0; pool < wanted; pool++) {
            int target = count / wanted + (pool < count % wanted ? 1 : 0);
            int there = pools.getOrDefault(pool, 0);
            if (target > there) {
                nodes.add(
                        "pool%d-from%d".formatted(pool, there),
                        target - there,
                        List.of(ZONES.get(pool % ZONES.size())),
                        "gpu" + pool);
                pools.put(pool, target);
            }
        }
    }

    List<String> nodeNames() {
        return client().nodes().list().getItems().stream()
                .map(node -> node.getMetadata().getName())
                .toList();
    }

    void createCluster() throws InterruptedException {
        GenericKubernetesResource cluster =
                Serialization.unmarshal("""
                apiVersion: larder.dev/v1alpha1
                kind: CacheCluster
                metadata: {name: %s, namespace: %s}
                spec:
                  nodes: {selector: {matchLabels: {type: kwok}}}
                  storage: {disks: [{path: /mnt/larder, capacity: 100Gi}]}
                  origins: [{account: contoso, credential: {anonymous: {}}}]
                """.formatted(CLUSTER, NAMESPACE), GenericKubernetesResource.class);
        // The definition is there a moment before it is served.
        for (int attempt = 0; ; attempt++) {
            try {
                client().genericKubernetesResources(CACHE_CLUSTERS)
                        .inNamespace(NAMESPACE)
                        .resource(cluster)
                        .create();
                return;
            } catch (KubernetesClientException e) {
                if (attempt == 50) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }

    /** Begins a rollout. */
    void changeImage(String image) {
        client().genericKubernetesResources(CACHE_CLUSTERS)
                .inNamespace(NAMESPACE)
                .withName(CLUSTER)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"runtime\":{\"image\":\"" + image + "\"}}}");
    }

    /** The operator has seen the newest form, all nodes have a share, and nothing is under way. */
    boolean settled(int members) {
        GenericKubernetesResource now = client().genericKubernetesResources(CACHE_CLUSTERS)
                .inNamespace(NAMESPACE)
                .withName(CLUSTER)
                .get();
        if (now == null) {
            return false;
        }
        Map<String, Object> status = now.get("status");
        String generation = String.valueOf(now.getMetadata().getGeneration());
        if (status == null || !generation.equals(String.valueOf(status.get("observedGeneration")))) {
            return false;
        }
        List<Condition> conditions = Serialization.jsonMapper()
                .convertValue(
                        status.get("conditions"),
                        Serialization.jsonMapper()
                                .getTypeFactory()
                                .constructCollectionType(List.class, Condition.class));
        Map<String, String> said =
                conditions.stream().collect(Collectors.toMap(Condition::getType, Condition::getStatus));
        return status.get("nodes") instanceof Map<?, ?> counts
                && Integer.toString(members).equals(String.valueOf(counts.get("members")))
                && "True".equals(said.get("Ready"))
                && "False".equals(said.get("Progressing"));
    }

    /** Identities of the objects that the operator makes. */
    List<String> made() {
        return client().apps().daemonSets().inNamespace(NAMESPACE).list().getItems().stream()
                .map(made ->
                        made.getMetadata().getName() + " " + made.getMetadata().getUid())
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        plane.close();
    }
}
