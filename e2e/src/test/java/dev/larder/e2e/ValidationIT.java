package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.crds.CrdManifests;
import dev.larder.crds.cluster.AllowedDatasets;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterStatus;
import dev.larder.crds.cluster.CacheRuntime;
import dev.larder.crds.cluster.Network;
import dev.larder.crds.cluster.OnDemand;
import dev.larder.crds.cluster.Topology;
import dev.larder.crds.condition.Conditions;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.Dataset;
import dev.larder.crds.dataset.DatasetStatus;
import dev.larder.crds.dataset.DatasetSummary;
import dev.larder.crds.dataset.Placement;
import dev.larder.crds.dataset.WarmUp;
import dev.larder.local.control.ControlPlane;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server accepts, refuses, fills in and prints of our objects. */
@Tag("control-plane")
class ValidationIT {
    /** The API server adds this when it skipped rules because of another mistake; it says nothing of the object. */
    private static final String RULES_SKIPPED = "some validation rules were not checked";

    private static ControlPlane plane;
    private static KubernetesClient client;

    @BeforeAll
    static void start() {
        plane = ControlPlane.start();
        client = plane.client();
        for (String yaml : CrdManifests.all()) {
            client.resource(Serialization.unmarshal(yaml, CustomResourceDefinition.class))
                    .create();
        }
        Established.await(client);
    }

    @AfterAll
    static void stop() {
        if (plane != null) {
            plane.close();
        }
    }

    static List<Path> fixtures() throws IOException {
        try (var directories = Files.list(Project.file("crds/src/test/resources/fixtures"))) {
            return directories.sorted().toList();
        }
    }

    static List<Path> examples() throws IOException {
        try (var files = Files.walk(Project.file("examples"))) {
            return files.filter(f -> f.toString().endsWith(".yaml") && !f.endsWith("values.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void refusesTheInvalidAndSaysWhy(Path fixture) throws IOException {
        Path before = fixture.resolve("before.yaml");
        var expected = Files.readAllLines(fixture.resolve("refusal.txt"));
        if (Files.exists(before)) {
            var stored = client.resource(read(before)).create();
            try {
                var invalid = read(fixture.resolve("invalid.yaml"));
                invalid.getMetadata().setResourceVersion(stored.getMetadata().getResourceVersion());
                assertThat(refusal(() -> client.resource(invalid).dryRun().update()))
                        .containsExactlyInAnyOrderElementsOf(expected);

                var valid = read(fixture.resolve("valid.yaml"));
                valid.getMetadata().setResourceVersion(stored.getMetadata().getResourceVersion());
                assertThat(client.resource(valid)
                                .dryRun()
                                .update()
                                .getMetadata()
                                .getName())
                        .isNotBlank();
            } finally {
                client.resource(stored).delete();
            }
        } else {
            var invalid = read(fixture.resolve("invalid.yaml"));
            assertThat(refusal(() -> client.resource(invalid).dryRun().create()))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(client.resource(read(fixture.resolve("valid.yaml")))
                            .dryRun()
                            .create()
                            .getMetadata()
                            .getName())
                    .isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void acceptsTheExamples(Path example) throws Exception {
        var object = read(example);
        var namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(object.getMetadata().getNamespace())
                .endMetadata()
                .build();
        client.resource(namespace).serverSideApply();
        var output =
                kubectl("apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", example.toString());
        assertThat(output).contains("serverside-applied (server dry run)");
    }

    @Test
    void fillsInDefaults() throws IOException {
        var cluster = Serialization.unmarshal(
                Serialization.asJson(client.resource(fixture("cachecluster-name-length"))
                        .dryRun()
                        .create()),
                GenericKubernetesResource.class);
        assertThat((Object) cluster.get("spec", "chunkSize")).isEqualTo("4Mi");
        var spec = Serialization.unmarshal(Serialization.asJson(cluster), CacheCluster.class)
                .getSpec();
        assertThat(spec.topology()).isEqualTo(Topology.DEFAULT);
        assertThat(spec.network()).isEqualTo(Network.DEFAULT);
        assertThat(spec.allowedDatasets()).isEqualTo(AllowedDatasets.DEFAULT);
        assertThat(spec.onDemand()).isEqualTo(OnDemand.DEFAULT);
        assertThat(spec.runtime()).isEqualTo(CacheRuntime.DEFAULT);
        assertThat((Object) cluster.get("spec", "network", "blobPort")).isEqualTo(Network.DEFAULT_BLOB_PORT);
        assertThat((Object) cluster.get("spec", "topology", "maxCellSize")).isEqualTo(Topology.DEFAULT_MAX_CELL_SIZE);
        assertThat((Object) cluster.get("spec", "allowedDatasets", "namespaces", "from"))
                .isEqualTo("Same");

        var dataset = client.resource(fixture("dataset-name")).dryRun().create();
        assertThat((Object) ((GenericKubernetesResource) dataset).get("spec", "placement", "scope"))
                .isEqualTo(Placement.DEFAULT_SCOPE);
        assertThat((Object) ((GenericKubernetesResource) dataset).get("spec", "placement", "replicas"))
                .isEqualTo(Placement.DEFAULT_REPLICAS);
        assertThat((Object) ((GenericKubernetesResource) dataset).get("spec", "warmUp", "strategy"))
                .isEqualTo("Full");
        assertThat(Serialization.unmarshal(Serialization.asJson(dataset), Dataset.class)
                        .getSpec()
                        .warmUp())
                .isEqualTo(WarmUp.DEFAULT);
    }

    /** A default of one field must not be lost because its neighbour is given. */
    @Test
    void fillsInDefaultsBesideWhatIsGiven() throws IOException {
        var dataset = (GenericKubernetesResource)
                client.resource(fixture("dataset-replicas")).dryRun().create();
        assertThat((Object) dataset.get("spec", "placement", "replicas")).isEqualTo(2);
        assertThat((Object) dataset.get("spec", "placement", "scope")).isEqualTo("Zone");
    }

    @Test
    void kubectlRefusesAFieldThatDoesNotExist() throws Exception {
        Path file = Files.createTempFile("misspelled", ".yaml");
        Files.writeString(
                file, Files.readString(Project.file("examples/dataset.yaml")) + "  placement:\n    replica: 2\n");
        assertThat(kubectl("apply", "--dry-run=server", "-f", file.toString()))
                .contains("unknown field \"spec.placement.replica\"");
        Files.delete(file);
    }

    /** A client that does not ask for strictness, such as an older operator, loses the field and nothing else. */
    @Test
    void unknownFieldsAreDropped() throws IOException {
        var dataset = fixture("dataset-name");
        dataset.setAdditionalProperty("tomorrow", 1);
        var stored =
                (GenericKubernetesResource) client.resource(dataset).dryRun().create();
        assertThat(stored.getAdditionalProperties()).containsOnlyKeys("spec");
    }

    @Test
    void printsDatasetsInOneLine() throws Exception {
        var dataset = Serialization.unmarshal(Serialization.asYaml(fixture("dataset-name")), Dataset.class);
        client.resource(dataset).create();
        var conditions = List.of(
                condition(Conditions.OfDataset.RESOLVED, "True", Reason.LISTED),
                condition(Conditions.OfDataset.SERVING, "True", Reason.SERVING),
                condition(Conditions.OfDataset.WARM, "False", Reason.WARMING));
        dataset.setStatus(new DatasetStatus(
                1L,
                conditions,
                "ab".repeat(32),
                128_116L,
                157_286_400L,
                66_060_288L,
                157_286_400L,
                42,
                1_288_490_188L,
                71L,
                66_060_288L,
                16L,
                List.of(),
                null,
                List.of(),
                DatasetSummary.of(157_286_400L, 42, 1_288_490_188L, 71L, conditions)));
        client.resource(dataset).updateStatus();

        for (String name : List.of("datasets", "dset", "dataset.larder.dev")) {
            var lines = kubectl("get", name).lines().toList();
            assertThat(lines.get(0).trim().split(" +"))
                    .containsExactly("NAME", "OBJECTS", "SIZE", "WARM", "RATE", "ETA", "READY", "REASON", "AGE");
            assertThat(lines.get(1))
                    .matches("imagenet-2012 +128116 +150 MiB +42% +1[.]2 GiB/s +1m11s +False +Warming +\\d+s *");
        }
        assertThat(kubectl("get", "datasets", "-o", "jsonpath={.items[0].status.bytesPerSecond}"))
                .isEqualTo("1288490188");
        client.resource(dataset).delete();
    }

    /** Before the operator has looked at it, a Dataset prints empty columns and no error. */
    @Test
    void printsADatasetWithoutStatus() throws Exception {
        var dataset = client.resource(fixture("dataset-include")).create();
        assertThat(kubectl("get", "dset", dataset.getMetadata().getName()).lines())
                .hasSize(2);
        client.resource(dataset).delete();
    }

    @Test
    void printsCacheClustersInOneLine() throws Exception {
        var cluster =
                Serialization.unmarshal(Serialization.asYaml(fixture("cachecluster-capacity")), CacheCluster.class);
        client.resource(cluster).create();
        cluster.setStatus(new CacheClusterStatus(
                1L,
                List.of(condition(Conditions.OfCacheCluster.READY, "True", Reason.ALL_READY)),
                new CacheClusterStatus.NodeCounts(6, 6, 6),
                List.of(new CacheClusterStatus.GroupStatus("gpu-eastus2-1", "eastus2-1", "gpu", 2, 2, 2)),
                null,
                19_791_209_299_968L,
                268_435_456L,
                new CacheClusterStatus.MapStatus(12, 3),
                1,
                new CacheClusterStatus.Summary("6/6", "256 MiB", "18 TiB", Reason.ALL_READY.text())));
        client.resource(cluster).updateStatus();

        var lines = kubectl("get", "cc").lines().toList();
        assertThat(lines.get(0).trim().split(" +"))
                .containsExactly("NAME", "READY", "NODES", "USED", "CAPACITY", "EPOCH", "REASON", "AGE");
        assertThat(lines.get(1)).matches("gpu +True +6/6 +256 MiB +18 TiB +3 +AllReady +\\d+s *");
        client.resource(cluster).delete();
    }

    /** Why the short name of Datasets is not ds. */
    @Test
    void dsMeansDaemonSets() throws Exception {
        assertThat(kubectl("get", "ds", "-o", "name", "-v=6")).contains("/apis/apps/v1/namespaces/default/daemonsets");
    }

    /** Two writers of different conditions do not overwrite each other. */
    @Test
    void conditionsMergeByType() throws IOException {
        var dataset = client.resource(
                        Serialization.unmarshal(Serialization.asYaml(fixture("dataset-container")), Dataset.class))
                .create();
        applyCondition("one", Conditions.OfDataset.WARM, Reason.WARMING);
        applyCondition("two", Conditions.OfDataset.SERVING, Reason.SERVING);
        assertThat(client.resource(dataset).get().getStatus().conditions())
                .extracting(Condition::getType)
                .containsExactlyInAnyOrder(Conditions.OfDataset.WARM, Conditions.OfDataset.SERVING);
        client.resource(dataset).delete();
    }

    private void applyCondition(String manager, String type, Reason reason) throws IOException {
        var dataset = Serialization.unmarshal(Serialization.asYaml(fixture("dataset-container")), Dataset.class);
        dataset.setStatus(new DatasetStatus(
                1L,
                List.of(condition(type, "True", reason)),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null));
        var context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(true)
                .build();
        client.resource(dataset).subresource("status").patch(context, dataset);
    }

    private static Condition condition(String type, String status, Reason reason) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason.text())
                .withMessage(reason.meaning())
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .build();
    }

    private static GenericKubernetesResource read(Path file) throws IOException {
        return Serialization.unmarshal(Files.readString(file), GenericKubernetesResource.class);
    }

    private static GenericKubernetesResource fixture(String name) throws IOException {
        return read(Project.file("crds/src/test/resources/fixtures/" + name + "/valid.yaml"));
    }

    /** The causes, as {@code field: message}. The API server looks at the fields of an object in any order. */
    private static List<String> refusal(Runnable request) {
        var refused = catchThrowableOfType(KubernetesClientException.class, request::run);
        assertThat(refused).as("the API server accepted it").isNotNull();
        assertThat(refused.getCode()).isEqualTo(422);
        return refused.getStatus().getDetails().getCauses().stream()
                .filter(cause -> !cause.getMessage().contains(RULES_SKIPPED))
                .map(cause -> cause.getField().replace("<nil>", "(object)") + ": " + cause.getMessage())
                .toList();
    }

    /** What kubectl wrote, to both streams. */
    private static String kubectl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                plane.kubectl().toString(), "--kubeconfig", plane.kubeconfig().toString()));
        command.addAll(Arrays.asList(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
