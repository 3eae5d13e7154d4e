package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import dev.larder.crds.CrdManifests;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code helm install} sends to the API server. */
class ChartTest {
    private static final String IDENTITY = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";

    @Test
    void defaultsRunOneOperatorThatNeedsNothingOfTheNode() {
        var operator = one(render(Map.of()), Deployment.class).getSpec();
        var pod = operator.getTemplate().getSpec();
        var container = pod.getContainers().getFirst();

        assertThat(operator.getReplicas()).isEqualTo(1);
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
        assertThat(pod.getVolumes())
                .singleElement()
                .satisfies(v -> assertThat(v.getEmptyDir()).isNotNull());
        assertThat(container.getVolumeMounts())
                .singleElement()
                .satisfies(m -> assertThat(m.getMountPath()).isEqualTo("/tmp"));
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    @Test
    void probesAskTheManagementPort() {
        var container = operator(render(Map.of()));
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
        assertThat(container.getPorts())
                .extracting(p -> p.getName() + "=" + p.getContainerPort())
                .containsExactlyInAnyOrder("feed=8710", "management=9000");
        assertThat(List.of(container.getLivenessProbe(), container.getReadinessProbe(), container.getStartupProbe()))
                .allSatisfy(
                        p -> assertThat(p.getHttpGet().getPort().getStrVal()).isEqualTo("management"));
    }

    @Test
    void cacheNodesFindTheOperatorByItsService() {
        var rendered = render(Map.of());
        var service = one(rendered, Service.class);
        assertThat(service.getMetadata().getName()).isEqualTo("larder-operator");
        assertThat(service.getMetadata().getNamespace()).isEqualTo("larder-system");
        assertThat(service.getSpec().getPorts())
                .singleElement()
                .satisfies(p -> assertThat(p.getPort()).isEqualTo(8710));
        assertThat(one(rendered, Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .containsAllEntriesOf(service.getSpec().getSelector());
    }

    @Test
    void imagesHaveTheVersionOfTheProject() {
        var container = operator(render(Map.of()));
        assertThat(container.getImage()).isEqualTo("larder/operator:" + Project.version());
        assertThat(env(container)).containsEntry("LARDER_CACHE_IMAGE", "larder/cache-runtime:" + Project.version());

        container = operator(
                render(Map.of("image.repository", "registry.example/op", "image.tag", "v7", "cacheImage.tag", "v8")));
        assertThat(container.getImage()).isEqualTo("registry.example/op:v7");
        assertThat(env(container)).containsEntry("LARDER_CACHE_IMAGE", "larder/cache-runtime:v8");
    }

    @Test
    void valuesReachTheOperator() {
        var container = operator(render(Map.of(
                "placement.downAfter", "5s",
                "feed.relaysAbove", "7",
                "manifests.maxBytes", "67108864",
                "logLevel", "DEBUG")));
        assertThat(env(container))
                .containsEntry("LARDER_FEED_RELAYS_ABOVE", "7")
                .containsEntry("LARDER_PLACEMENT_DOWN_AFTER", "5s")
                .containsEntry("LARDER_MANIFESTS_MAX_BYTES", "67108864")
                .containsEntry("QUARKUS_LOG_CATEGORY__DEV_LARDER__LEVEL", "DEBUG");
        assertThat(container.getEnv().stream()
                        .filter(e -> e.getName().equals("LARDER_NAMESPACE"))
                        .map(e -> e.getValueFrom().getFieldRef().getFieldPath()))
                .containsExactly("metadata.namespace");
    }

    /** Rendered from floats by default, 2147483648 would arrive as 2.147483648e+09. */
    @Test
    void largeNumbersStayWhole() {
        assertThat(env(operator(render(Map.of())))).containsEntry("LARDER_MANIFESTS_MAX_BYTES", "2147483648");
    }

    @Test
    void workloadIdentityMarksAccountAndPod() {
        var rendered = render(Map.of("workloadIdentity.clientId", IDENTITY));
        assertThat(one(rendered, ServiceAccount.class).getMetadata().getAnnotations())
                .containsExactly(Map.entry("azure.workload.identity/client-id", IDENTITY));
        assertThat(one(rendered, Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .containsEntry("azure.workload.identity/use", "true");

        assertThat(one(render(Map.of()), Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .doesNotContainKey("azure.workload.identity/use");
    }

    /** Every permission, spelled out: a change of the chart's RBAC is a change of this list. */
    @Test
    void operatorMayDoExactlyWhatItDoes() {
        var rendered = render(Map.of());
        assertThat(permissions(
                        named(rendered, ClusterRole.class, "larder-operator").getRules()))
                .containsExactly(
                        "/configmaps: create get patch",
                        "/events: create",
                        "/namespaces: get",
                        "/nodes: list watch",
                        "/pods: delete deletecollection list watch",
                        "/secrets: get",
                        "/serviceaccounts: create patch",
                        "apps/daemonsets: create delete list patch watch",
                        "larder.dev/cacheclusters/status: patch",
                        "larder.dev/cacheclusters: get list patch watch",
                        "larder.dev/datasets/status: patch",
                        "larder.dev/datasets: get list watch");
        assertThat(permissions(one(rendered, Role.class).getRules()))
                .containsExactly("coordination.k8s.io/leases: create get patch update");
    }

    @Test
    void noRoleHasAWildcard() {
        assertThat(render(Map.of()).stream()
                        .filter(ClusterRole.class::isInstance)
                        .map(ClusterRole.class::cast)
                        .flatMap(r -> r.getRules().stream()))
                .allSatisfy(rule -> {
                    assertThat(rule.getVerbs()).doesNotContain("*");
                    assertThat(rule.getResources()).doesNotContain("*");
                    assertThat(rule.getApiGroups()).doesNotContain("*");
                    assertThat(rule.getNonResourceURLs()).isEmpty();
                });
    }

    /** A CacheCluster runs pods with a directory of the host, so editors of a namespace do not get to write one. */
    @Test
    void editorsWriteDatasetsOnly() {
        var edit = named(render(Map.of()), ClusterRole.class, "larder-edit-datasets");
        assertThat(edit.getMetadata().getLabels())
                .containsEntry("rbac.authorization.k8s.io/aggregate-to-edit", "true")
                .doesNotContainKey("rbac.authorization.k8s.io/aggregate-to-view");
        assertThat(permissions(edit.getRules()))
                .containsExactly("larder.dev/datasets: create delete deletecollection patch update");
        assertThat(render(Map.of("rbac.aggregate", false)))
                .extracting(r -> r.getMetadata().getName())
                .doesNotContain("larder-edit-datasets", "larder-view");
    }

    @Test
    void installsTheDefinitionsThatTheTypesMake() {
        var rendered = render(Map.of()).stream()
                .filter(CustomResourceDefinition.class::isInstance)
                .map(CustomResourceDefinition.class::cast)
                .toList();
        assertThat(rendered)
                .extracting(ChartTest::tree)
                .containsExactlyInAnyOrderElementsOf(CrdManifests.all().stream()
                        .map(yaml -> tree(Serialization.unmarshal(yaml, CustomResourceDefinition.class)))
                        .toList());
        assertThat(rendered)
                .allSatisfy(crd -> assertThat(crd.getMetadata().getAnnotations())
                        .containsEntry("helm.sh/resource-policy", "keep"));

        assertThat(render(Map.of("crds.keep", false)).stream().filter(CustomResourceDefinition.class::isInstance))
                .hasSize(2)
                .allSatisfy(crd ->
                        assertThat(crd.getMetadata().getAnnotations()).doesNotContainKey("helm.sh/resource-policy"));
        assertThat(render(Map.of("crds.install", false)).stream().filter(CustomResourceDefinition.class::isInstance))
                .isEmpty();
    }

    @Test
    void refusesValuesThatItDoesNotKnow() {
        assertThatThrownBy(() -> render(Map.of("replicaCount", 2))).hasMessageContaining("replicaCount");
        assertThatThrownBy(() -> render(Map.of("logLevel", "LOUD"))).hasMessageContaining("logLevel");
        assertThatThrownBy(() -> render(Map.of("workloadIdentity.clientId", "me")))
                .hasMessageContaining("clientId");
    }

    @Test
    void everyValueIsExplained() throws Exception {
        var lines = Files.readAllLines(Project.file("helm/larder/values.yaml"));
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).matches("^[a-z]\\w*:.*")) {
                String before = lines.get(i - 1);
                String inside = i + 1 < lines.size() ? lines.get(i + 1) : "";
                boolean explained =
                        before.startsWith("#") || before.matches("^[a-z]\\w*:.*") || inside.matches("^  #.*");
                assertThat(explained)
                        .as("%s in values.yaml has a comment", lines.get(i))
                        .isTrue();
            }
        }
    }

    @Test
    void lintIsClean() {
        var result = new Helm(Project.file("helm/larder")).lint().strict().call();
        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
    }

    @Test
    void notesSayThatReadsAreNotAuthenticated() throws Exception {
        assertThat(Files.readString(Project.file("helm/larder/templates/NOTES.txt")))
                .contains("SECURITY: reads are not authenticated yet");
    }

    private static List<HasMetadata> render(Map<String, Object> values) {
        var command = new Helm(Project.file("helm/larder"))
                .template()
                .withName("larder")
                .withNamespace("larder-system")
                .withKubeVersion("1.36.3");
        values.forEach(command::set);
        return Arrays.stream(command.call().split("(?m)^---$"))
                .filter(document -> document.contains("kind:"))
                .map(document -> (HasMetadata) Serialization.unmarshal(document))
                .toList();
    }

    /** The order of keys does not count: Helm sorts them. */
    private static JsonNode tree(CustomResourceDefinition crd) {
        return Serialization.unmarshal(Serialization.asJson(crd.getSpec()), JsonNode.class);
    }

    private static <T> T one(List<HasMetadata> rendered, Class<T> type) {
        return rendered.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private static <T extends HasMetadata> T named(List<HasMetadata> rendered, Class<T> type, String name) {
        return rendered.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(r -> r.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static io.fabric8.kubernetes.api.model.Container operator(List<HasMetadata> rendered) {
        return one(rendered, Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    private static Map<String, String> env(io.fabric8.kubernetes.api.model.Container container) {
        return container.getEnv().stream()
                .filter(e -> e.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    private static List<String> permissions(List<PolicyRule> rules) {
        Map<String, Set<String>> verbs = new HashMap<>();
        for (var rule : rules) {
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    verbs.computeIfAbsent(group + "/" + resource, r -> new TreeSet<>())
                            .addAll(rule.getVerbs());
                }
            }
        }
        return verbs.entrySet().stream()
                .map(e -> e.getKey() + ": " + String.join(" ", e.getValue()))
                .sorted()
                .toList();
    }
}
