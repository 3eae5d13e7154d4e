package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import dev.larder.crds.dataset.Dataset;
import dev.larder.local.control.ControlPlane;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release of the chart on a real API server, from install to uninstall. */
@Tag("control-plane")
class ChartIT {
    private static final String NAMESPACE = "larder-system";
    private static final String OPERATOR = "system:serviceaccount:" + NAMESPACE + ":larder-operator";

    private static ControlPlane plane;
    private static KubernetesClient client;

    @BeforeAll
    static void start() {
        plane = ControlPlane.start();
        client = plane.client();
    }

    @AfterAll
    static void stop() {
        if (plane != null) {
            plane.close();
        }
    }

    @Test
    void installsUpgradesTheDefinitionsAndKeepsThemWhenItGoes(@TempDir Path work) throws Exception {
        Path chart = copy(Project.file("helm/larder"), work.resolve("larder"));
        new Helm(chart)
                .install()
                .withName("larder")
                .withNamespace(NAMESPACE)
                .createNamespace()
                .withKubeConfig(plane.kubeconfig())
                .call();
        assertThat(client.apps()
                        .deployments()
                        .inNamespace(NAMESPACE)
                        .withName("larder-operator")
                        .get())
                .isNotNull();
        Established.await(client);
        var dataset = Serialization.unmarshal(Files.readString(Project.file("examples/dataset.yaml")), Dataset.class);
        client.resource(dataset).create();
        operatorMayReadAndNotMore();

        Path crd = chart.resolve("files/crds/datasets.larder.dev.yaml");
        Files.writeString(
                crd,
                Files.readString(crd).replace("description: Where copies are kept.", "description: A newer text."));
        new Helm(chart)
                .upgrade()
                .withName("larder")
                .withNamespace(NAMESPACE)
                .withKubeConfig(plane.kubeconfig())
                .call();
        assertThat(Serialization.asYaml(client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName("datasets.larder.dev")
                        .get()))
                .contains("A newer text.");

        Helm.uninstall("larder")
                .withNamespace(NAMESPACE)
                .withKubeConfig(plane.kubeconfig())
                .call();
        assertThat(client.apps()
                        .deployments()
                        .inNamespace(NAMESPACE)
                        .withName("larder-operator")
                        .get())
                .isNull();
        assertThat(client.resource(dataset).get()).as("the Dataset").isNotNull();
    }

    private static void operatorMayReadAndNotMore() {
        assertThat(may("list", "", "pods", "larder")).isTrue();
        assertThat(may("patch", "larder.dev", "datasets/status", "default")).isTrue();
        assertThat(may("update", "coordination.k8s.io", "leases", "larder-operator", NAMESPACE))
                .isTrue();
        assertThat(may("update", "coordination.k8s.io", "leases", "another", NAMESPACE))
                .isFalse();
        assertThat(may("list", "", "secrets", "larder")).isFalse();
        assertThat(may("create", "", "pods", "larder")).isFalse();
        assertThat(may("delete", "larder.dev", "datasets", "default")).isFalse();
        assertThat(may("patch", "", "nodes", "")).isFalse();
    }

    private static boolean may(String verb, String group, String resource, String namespace) {
        return may(verb, group, resource, "", namespace);
    }

    private static boolean may(String verb, String group, String resource, String name, String namespace) {
        int slash = resource.indexOf('/');
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(OPERATOR)
                .withResourceAttributes(new ResourceAttributesBuilder()
                        .withVerb(verb)
                        .withGroup(group)
                        .withResource(slash < 0 ? resource : resource.substring(0, slash))
                        .withSubresource(slash < 0 ? null : resource.substring(slash + 1))
                        .withName(name)
                        .withNamespace(namespace)
                        .build())
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return to;
    }
}
