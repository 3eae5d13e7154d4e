package dev.larder.local.k3s;

import com.github.dockerjava.api.model.ContainerNetwork;
import dev.larder.local.LocalCluster;
import dev.larder.local.LocalClusters;
import dev.larder.local.LocalNode;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Wait;
import dev.larder.local.origin.LocalOrigin;
import dev.larder.local.origin.LoopbackOrigin;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * One node in a container of the local Docker engine, which must be able to pull. For the packaging; there are no zones,
 * power cuts or cables here.
 */
public final class K3sCluster implements LocalCluster {
    private static final String ZONE_LABEL = "topology.kubernetes.io/zone";
    private static final String POOL_LABEL = "kubernetes.azure.com/agentpool";
    private static final String ZONE = "eastus2-1";
    private static final String POOL = "gpu";
    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final K3sContainer container;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private @Nullable LocalOrigin origin;

    private K3sCluster(K3sContainer container, Path kubeconfig, KubernetesClient client) {
        this.container = container;
        this.kubeconfig = kubeconfig;
        this.client = client;
    }

    /** @throws MachineException when there is no container engine or it cannot pull the image */
    public static K3sCluster start(Progress progress) {
        K3sContainer container = null;
        try {
            progress.step("starting " + LocalClusters.K3S_IMAGE);
            container = new K3sContainer(DockerImageName.parse(LocalClusters.K3S_IMAGE));
            container.start();
            return of(container, progress);
        } catch (IOException | RuntimeException e) {
            // Testcontainers throws what its libraries throw.
            if (container != null) {
                container.stop();
            }
            throw new MachineException(
                    "k3s does not start; it takes a Docker engine that can pull " + LocalClusters.K3S_IMAGE
                            + ", and whose containers can pull too: " + e.getMessage(),
                    e);
        }
    }

    private static K3sCluster of(K3sContainer container, Progress progress) throws IOException {
        var kubeconfig = Files.createTempFile("larder-k3s-", ".yaml");
        kubeconfig.toFile().deleteOnExit();
        Files.writeString(kubeconfig, container.getKubeConfigYaml());
        var client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(container.getKubeConfigYaml()))
                .build();
        try {
            progress.step("waiting for its node");
            Wait.until(
                    READY,
                    PAUSE,
                    () -> client.nodes().list().getItems().stream().anyMatch(Readiness::isNodeReady),
                    () -> "its node is not Ready after " + READY.toSeconds() + " s");
            label(client);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
        return new K3sCluster(container, kubeconfig, client);
    }

    /** As the examples expect it. */
    private static void label(KubernetesClient client) {
        for (var node : client.nodes().list().getItems()) {
            client.nodes().withName(node.getMetadata().getName()).edit(found -> {
                found.getMetadata().getLabels().putAll(Map.of(ZONE_LABEL, ZONE, POOL_LABEL, POOL));
                return found;
            });
        }
    }

    @Override
    public String name() {
        return "k3s";
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public List<LocalNode> nodes() {
        return client.nodes().list().getItems().stream()
                .map(node -> new LocalNode(node.getMetadata().getName(), ZONE, POOL, address(), LocalNode.State.ON))
                .toList();
    }

    @Override
    public String kubectlCommand() {
        return "docker exec -i " + container.getContainerId() + " kubectl";
    }

    @Override
    public String logs() {
        return "docker logs " + container.getContainerId();
    }

    @Override
    public void loadImage(Path archive) {
        var inside = "/tmp/" + archive.getFileName();
        container.copyFileToContainer(MountableFile.forHostPath(archive), inside);
        try {
            var result = container.execInContainer("ctr", "--namespace", "k8s.io", "images", "import", inside);
            if (result.getExitCode() != 0) {
                throw new MachineException("k3s does not take the image " + archive + ": " + result.getStderr());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while an image was loaded", e);
        }
    }

    /** Runs on this machine, at its address in the container's network, which pods reach. */
    @Override
    public synchronized LocalOrigin origin() {
        if (origin == null) {
            try {
                origin = LoopbackOrigin.start(
                        "larder", InetAddress.getByName(network().getGateway()));
            } catch (UnknownHostException e) {
                throw new MachineException("the container's network has no gateway", e);
            }
        }
        return origin;
    }

    private String address() {
        return network().getIpAddress();
    }

    private ContainerNetwork network() {
        return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .findFirst()
                .orElseThrow(() -> new MachineException("the k3s container is in no network"));
    }

    @Override
    public boolean running() {
        return container.isRunning();
    }

    /** Never: the container's guard and the origin end with this process. */
    @Override
    public void detach() {
        throw new MachineException("a k3s container cannot be detached: its origin ends with the process");
    }

    @Override
    public synchronized void close() {
        if (origin != null) {
            origin.close();
        }
        client.close();
        container.stop();
        try {
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
