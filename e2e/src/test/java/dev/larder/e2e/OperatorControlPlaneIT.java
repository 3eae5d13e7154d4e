package dev.larder.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.dataset.Dataset;
import dev.larder.local.control.ControlPlane;
import dev.larder.local.control.FakeNodes;
import dev.larder.local.control.Tuning;
import dev.larder.local.install.OperatorAccount;
import dev.larder.local.machine.Progress;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The packaged operator on a real control plane; Kubernetes nodes and cache nodes are played. */
@Tag("control-plane")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorControlPlaneIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final List<String> ZONES = List.of("eastus2-1", "eastus2-2");
    private static final Map<String, String> QUICK = Map.of(
            "LARDER_PLACEMENT_SILENT_AFTER", "10s",
            "LARDER_PLACEMENT_DOWN_AFTER", "5s",
            "LARDER_PLACEMENT_EPOCH_INTERVAL", "1s",
            "LARDER_PLACEMENT_FIRST_EPOCH_GRACE", "120s",
            "LARDER_WARM_MISSING_AFTER", "15s",
            "LARDER_STATUS_INTERVAL", "500ms",
            "LARDER_LEADER_ELECTION_LEASE_DURATION", "6s",
            "LARDER_LEADER_ELECTION_RENEW_DEADLINE", "4s",
            "LARDER_LEADER_ELECTION_RETRY_PERIOD", "1s");

    private final ListOnlyOrigin origin = new ListOnlyOrigin();
    private final Map<String, FakeCacheNode> cacheNodes = new HashMap<>();

    /** Where the operators' logs can be read after a failure. */
    private final Path directory = Path.of("target", "operator-control-plane");

    private ControlPlane plane;
    /** Operators run with the permissions of the chart and no others. */
    private Path account;

    private KubernetesClient client;
    private FakeNodes nodes;
    private OperatorProcess operator;
    private String namespace = "";
    private int tests;

    @BeforeAll
    void start() throws IOException {
        plane = ControlPlane.start(Tuning.usual(), Progress.silent());
        client = plane.client();
        nodes = plane.fakeNodes();
        account = OperatorAccount.install(client, Project.file("helm/larder"), plane.kubeconfig(), directory);
        Established.await(client);
        operator = OperatorProcess.start(account, directory, QUICK);
        operator.leading();
    }

    @AfterAll
    void stop() {
        if (operator != null) {
            operator.close();
        }
        origin.close();
        if (plane != null) {
            plane.close();
        }
    }

    @AfterEach
    void endCacheNodes() {
        cacheNodes.values().forEach(FakeCacheNode::close);
        cacheNodes.clear();
        client.resources(Dataset.class).inNamespace(namespace).delete();
        client.resources(CacheCluster.class).inNamespace(namespace).delete();
        client.nodes().withLabel("kubernetes.azure.com/agentpool", pool()).delete();
    }

    @Test
    void oneDaemonSetPerGroupAndADatasetThatBecomesWarm() {
        cluster(4, "10Gi");
        Map<String, DaemonSet> daemonSets = eventually("two DaemonSets", () -> {
            Map<String, DaemonSet> found = daemonSets();
            return found.size() == 2 ? found : null;
        });
        assertThat(daemonSets).containsOnlyKeys("gpu-" + pool() + "-eastus2-1", "gpu-" + pool() + "-eastus2-2");
        assertThat(daemonSets.values()).allSatisfy(d -> {
            assertThat(d.getSpec().getUpdateStrategy().getType()).isEqualTo("OnDelete");
            assertThat(d.getMetadata().getOwnerReferences()).hasSize(1);
        });
        cacheNodesFor(4, 50);
        awaitCluster("Ready", "True", "AllReady");
        assertThat(requireNonNull(clusterNow().getStatus().nodes()).members()).isEqualTo(4);
        assertThat(requireNonNull(clusterNow().getStatus().map()).epoch()).isEqualTo(1);

        dataset("imagenet", "train", Map.of());
        awaitDataset("imagenet", "Resolved", "True", "Listed");
        awaitDataset("imagenet", "Warm", "False", "Warming");
        Dataset warming = eventually("200 of 400 bytes", () -> {
            Dataset d = datasetNow("imagenet");
            return Long.valueOf(200).equals(d.getStatus().warmedBytes()) ? d : null;
        });
        assertThat(warming.getStatus().objects()).isEqualTo(3);
        assertThat(warming.getStatus().bytes()).isEqualTo(3 << 20);
        assertThat(warming.getStatus().warmPercent()).isEqualTo(50);
        assertThat(warming.getStatus().zones()).hasSize(2);

        cacheNodes.values().forEach(n -> n.hold(100));
        awaitDataset("imagenet", "Warm", "True", "AllHeld");
        awaitDataset("imagenet", "Serving", "True", "Serving");
        assertThat(datasetNow("imagenet").getStatus().lastWarmUpSeconds()).isNotNull();
        eventually("the map settles", () -> map().settled() ? map() : null);

        cacheNodes.values().iterator().next().findChanged(2);
        awaitDataset("imagenet", "SourceChanged", "True", "BlobsChanged");
    }

    @Test
    void aNodeIsDrainedAndAnotherVanishes() {
        cluster(4, "10Gi");
        cacheNodesFor(4, 100);
        awaitCluster("Ready", "True", "AllReady");
        dataset("data", "train", Map.of());
        awaitDataset("data", "Warm", "True", "AllHeld");
        eventually("the map settles", () -> map().settled() ? map() : null);

        String drained = pool() + "-0";
        client.nodes().withName(drained).edit(n -> {
            n.getSpec().setUnschedulable(true);
            return n;
        });
        eventually("the cordoned node gives up its share", () -> {
            ClusterMap map = map();
            return map.node(map.indexOf(drained)).state() == NodeState.DRAINING && map.settled() ? map : null;
        });
        assertThat(map().epoch()).isEqualTo(2);
        awaitDataset("data", "Warm", "True", "AllHeld");

        String gone = pool() + "-1";
        FakeCacheNode lost = requireNonNull(cacheNodes.remove(gone));
        lost.close();
        cacheNodes.values().forEach(n -> n.hold(90));
        nodes.remove(gone);
        awaitDataset("data", "Warm", "False", null);
        cacheNodes.values().forEach(n -> n.hold(100));
        eventually("the vanished node leaves the map", () -> map().indexOf(gone) < 0 ? map() : null);
        awaitDataset("data", "Warm", "True", "AllHeld");
        assertThat(operator.log()).contains("Down[node=" + gone);
    }

    @Test
    void aNewOperatorGoesOnWhereTheOldOneWasKilled() {
        cluster(2, "10Gi");
        cacheNodesFor(2, 100);
        awaitCluster("Ready", "True", "AllReady");
        dataset("data", "train", Map.of());
        awaitDataset("data", "Warm", "True", "AllHeld");
        eventually("the map settles", () -> map().settled() ? map() : null);
        ClusterMap before = map();
        long catalogBefore = anyCacheNode().catalog().version();
        String transition =
                condition(datasetNow("data").getStatus().conditions(), "Warm").getLastTransitionTime();
        Set<String> uids = uids();

        operator.kill();
        operator = OperatorProcess.start(account, directory, QUICK).leading();
        Map<String, Integer> snapshots = new HashMap<>();
        cacheNodes.forEach((name, node) -> snapshots.put(name, node.snapshots()));
        cacheNodes.values().forEach(n -> n.operatorIsAt(operator.feed()));
        awaitReconciled();

        assertThat(map()).isEqualTo(before);
        assertThat(anyCacheNode().catalog().version()).isEqualTo(catalogBefore);
        cacheNodes.forEach((name, node) -> assertThat(node.snapshots()).isEqualTo(snapshots.get(name)));
        assertThat(uids()).isEqualTo(uids);
        Condition warm = condition(datasetNow("data").getStatus().conditions(), "Warm");
        assertThat(warm.getStatus()).isEqualTo("True");
        assertThat(warm.getLastTransitionTime()).isEqualTo(transition);

        nodes.add(pool() + "-late", 1, List.of("eastus2-1"), pool());
        cacheNode(pool() + "-late-0", 100);
        eventually("the new node joins", () -> map().epoch() == before.epoch() + 1 ? map() : null);
        assertThat(map().version()).isGreaterThan(before.version());
    }

    @Test
    void aCleanStopHandsTheLeaseOverAtOnce() {
        OperatorProcess standby = OperatorProcess.start(account, directory, QUICK);
        try (OperatorProcess old = operator) {
            operator = standby;
            await().atMost(LIMIT).until(() -> standby.log().contains("Listening on"));
            long start = System.nanoTime();
            old.stop();
            standby.leading();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void deletingObeysWhatIsInUse() {
        cluster(2, "10Gi");
        cacheNodesFor(2, 100);
        dataset("first", "train", Map.of());
        dataset("second", "train", Map.of());
        awaitDataset("first", "Warm", "True", "AllHeld");
        awaitDataset("second", "Warm", "True", "AllHeld");

        client.resources(CacheCluster.class)
                .inNamespace(namespace)
                .withName("gpu")
                .delete();
        awaitCluster("Progressing", "True", "InUse");
        assertThat(condition(clusterNow().getStatus().conditions(), "Progressing")
                        .getMessage())
                .contains(namespace + "/first, " + namespace + "/second");
        eventually(
                "an event says so",
                () -> client.v1().events().inNamespace(namespace).list().getItems().stream()
                        .filter(event -> "InUse".equals(event.getReason())
                                && event.getMessage().contains(namespace + "/first"))
                        .findFirst()
                        .orElse(null));
        assertThat(daemonSets()).isNotEmpty();

        client.resources(Dataset.class).inNamespace(namespace).withName("first").delete();
        eventually(
                "the Dataset leaves the catalog",
                () -> anyCacheNode().catalog().datasets().size() == 1 ? true : null);
        assertThat(clusterNow()).isNotNull();
        client.resources(Dataset.class)
                .inNamespace(namespace)
                .withName("second")
                .delete();
        eventually("the CacheCluster goes", () -> clusterOrNull() == null ? true : null);
        eventually("its DaemonSets go too", () -> daemonSets().isEmpty() ? true : null);
    }

    @Test
    void failuresAreConditions() {
        newNamespace();
        dataset("early", "train", Map.of());
        awaitDataset("early", "Resolved", "False", "CacheClusterNotFound");
        clusterIn(namespace, 2, "10Gi");
        awaitDataset("early", "Resolved", "True", "Listed");

        dataset("no-container", "nothing", Map.of());
        awaitDataset("no-container", "Resolved", "False", "ContainerNotFound");
        dataset("denied", "secret", Map.of());
        awaitDataset("denied", "Resolved", "False", "PermissionDenied");
        dataset("empty", "train", Map.of("include", List.of("*.nothing")));
        awaitDataset("empty", "Resolved", "False", "Empty");
        dataset("scoped", "train", Map.of("scope", "Continent"));
        awaitDataset("scoped", "Resolved", "False", "UnknownScope");
        assertThat(condition(datasetNow("scoped").getStatus().conditions(), "Resolved")
                        .getMessage())
                .contains("Cluster, Zone, Pool, Rack, Cell, Node");
        dataset("foreign", "train", Map.of("account", "other"));
        awaitDataset("foreign", "Resolved", "False", "OriginNotConfigured");
        assertThat(condition(datasetNow("foreign").getStatus().conditions(), "Warm")
                        .getReason())
                .isEqualTo("NotResolved");
    }

    @Test
    void whatDoesNotFitSaysSoWithTheNumbers() {
        cluster(2, "1Mi");
        cacheNodesFor(2, 0);
        awaitCluster("Ready", "True", "AllReady");
        dataset("big", "train", Map.of());
        awaitDataset("big", "Warm", "False", "InsufficientCapacity");
        assertThat(condition(datasetNow("big").getStatus().conditions(), "Warm").getMessage())
                .contains("3 MiB")
                .contains("left of");
        assertThat(anyCacheNode().catalog().datasets()).singleElement().matches(d -> d.suspended());
    }

    @Test
    void aChangedTemplateIsRolledOnePodAtATime() {
        cluster(3, "10Gi");
        cacheNodesFor(3, 100);
        awaitCluster("Ready", "True", "AllReady");
        Map<String, String> before = podsByNode();
        client.resources(CacheCluster.class)
                .inNamespace(namespace)
                .withName("gpu")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"runtime\":{\"image\":\"larder/cache-runtime:2\"}}}");
        eventually("all pods run the new image", () -> {
            List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
            boolean all = pods.size() == 3
                    && pods.stream()
                            .allMatch(p -> p.getSpec()
                                    .getContainers()
                                    .getFirst()
                                    .getImage()
                                    .endsWith(":2"));
            return all ? true : null;
        });
        assertThat(podsByNode().keySet()).isEqualTo(before.keySet());
        awaitCluster("Progressing", "False", "Settled");
        assertThat(map().epoch()).isEqualTo(1);
    }

    private void cluster(int count, String capacity) {
        newNamespace();
        clusterIn(namespace, count, capacity);
    }

    private void newNamespace() {
        namespace = "t" + ++tests;
        namespace(namespace);
    }

    private String pool() {
        return "pool" + tests;
    }

    private void clusterIn(String where, int count, String capacity) {
        nodes.add(pool(), count, ZONES, pool());
        client.resource(Serialization.unmarshal(
                        """
                apiVersion: larder.dev/v1alpha1
                kind: CacheCluster
                metadata: {name: gpu, namespace: %s}
                spec:
                  nodes: {selector: {matchLabels: {kubernetes.azure.com/agentpool: %s}}}
                  storage: {disks: [{path: /mnt/larder, capacity: %s}]}
                  origins: [{account: contoso, endpoint: "%s", credential: {anonymous: {}}}]
                """.formatted(where, pool(), capacity, origin.endpoint("contoso")), CacheCluster.class))
                .create();
    }

    private void dataset(String name, String container, Map<String, Object> with) {
        Object include = with.getOrDefault("include", List.of());
        client.resource(Serialization.unmarshal(
                        """
                apiVersion: larder.dev/v1alpha1
                kind: Dataset
                metadata: {name: %s, namespace: %s}
                spec:
                  cacheClusterRef: {name: gpu}
                  source: {azureBlob: {account: %s, container: %s, include: %s}}
                  placement: {scope: %s}
                """.formatted(
                                        name,
                                        namespace,
                                        with.getOrDefault("account", "contoso"),
                                        container,
                                        Serialization.asJson(include),
                                        with.getOrDefault("scope", "Zone")),
                        Dataset.class))
                .create();
    }

    private void cacheNodesFor(int count, int heldPercent) {
        for (int i = 0; i < count; i++) {
            cacheNode(pool() + "-" + i, heldPercent);
        }
    }

    private void cacheNode(String node, int heldPercent) {
        cacheNodes.put(node, new FakeCacheNode(node, namespace + "/gpu", operator.feed(), heldPercent));
    }

    private FakeCacheNode anyCacheNode() {
        return cacheNodes.values().iterator().next();
    }

    private ClusterMap map() {
        ClusterMap map = anyCacheNode().map();
        assertThat(map).isNotNull();
        return map;
    }

    private Map<String, DaemonSet> daemonSets() {
        Map<String, DaemonSet> found = new TreeMap<>();
        client.apps()
                .daemonSets()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(d -> found.put(d.getMetadata().getName(), d));
        return found;
    }

    private Set<String> uids() {
        return daemonSets().values().stream()
                .map(DaemonSet::getMetadata)
                .map(ObjectMeta::getUid)
                .collect(Collectors.toSet());
    }

    private Map<String, String> podsByNode() {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .collect(Collectors.toMap(
                        p -> p.getSpec().getNodeName(), p -> p.getMetadata().getName(), (a, b) -> b));
    }

    private @Nullable CacheCluster clusterOrNull() {
        return client.resources(CacheCluster.class)
                .inNamespace(namespace)
                .withName("gpu")
                .get();
    }

    private CacheCluster clusterNow() {
        return client.resources(CacheCluster.class)
                .inNamespace(namespace)
                .withName("gpu")
                .get();
    }

    private Dataset datasetNow(String name) {
        return client.resources(Dataset.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** The operator has looked at everything once: it logs so when it takes a session over. */
    private void awaitReconciled() {
        await().atMost(LIMIT).until(() -> operator.log().contains("continuing at map version"));
        await().during(Duration.ofSeconds(8))
                .atMost(LIMIT)
                .until(() -> "True"
                        .equals(condition(datasetNow("data").getStatus().conditions(), "Warm")
                                .getStatus()));
    }

    private void awaitCluster(String type, String status, String reason) {
        eventually("CacheCluster " + type + "=" + status + " " + reason, () -> {
            CacheCluster now = clusterNow();
            return now.getStatus() != null && is(now.getStatus().conditions(), type, status, reason) ? now : null;
        });
    }

    private void awaitDataset(String name, String type, String status, @Nullable String reason) {
        eventually("Dataset " + name + " " + type + "=" + status + " " + reason, () -> {
            Dataset now = datasetNow(name);
            return now.getStatus() != null && is(now.getStatus().conditions(), type, status, reason) ? now : null;
        });
    }

    private static boolean is(List<Condition> conditions, String type, String status, @Nullable String reason) {
        return conditions.stream()
                .anyMatch(c -> c.getType().equals(type)
                        && c.getStatus().equals(status)
                        && (reason == null || c.getReason().equals(reason)));
    }

    private static Condition condition(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private <T> T eventually(String what, Callable<@Nullable T> look) {
        return await(what)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(look, found -> found != null);
    }

    private void namespace(String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }
}
