package dev.larder.local.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.Daemon;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("control-plane")
class ControlPlaneIT {

    @Test
    void servesApiControllersAndFakeNodesAndLeavesNothing() {
        List<Daemon> servers;
        Path directory;
        try (var plane = ControlPlane.start()) {
            directory = plane.directory();
            servers = Daemon.all(directory);
            assertThat(servers).hasSize(4).allMatch(Daemon::alive);
            var client = plane.client();
            client.resource(new ConfigMapBuilder()
                            .withMetadata(meta("one"))
                            .addToData("a", "b")
                            .build())
                    .serverSideApply();
            assertThat(client.configMaps()
                            .inNamespace("default")
                            .withName("one")
                            .get()
                            .getData())
                    .containsEntry("a", "b");
            assertThat(Command.of(
                                    plane.kubectl().toString(),
                                    "--kubeconfig=" + plane.kubeconfig(),
                                    "get",
                                    "configmap",
                                    "one")
                            .run())
                    .contains("one");

            plane.fakeNodes().add("gpu", 20, List.of("eastus2-1", "eastus2-2", "eastus2-3"), "gpu");
            client.resource(daemonSet()).create();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(client.apps()
                                    .daemonSets()
                                    .inNamespace("default")
                                    .withName("cache")
                                    .get()
                                    .getStatus()
                                    .getNumberReady())
                            .isEqualTo(20));
        }
        assertThat(servers).noneMatch(Daemon::alive);
        assertThat(Files.exists(directory)).isFalse();
    }

    private static ObjectMeta meta(String name) {
        var meta = new ObjectMeta();
        meta.setName(name);
        meta.setNamespace("default");
        return meta;
    }

    private static DaemonSet daemonSet() {
        return new DaemonSetBuilder()
                .withMetadata(meta("cache"))
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "cache")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "cache")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("cache")
                .withImage("none")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
