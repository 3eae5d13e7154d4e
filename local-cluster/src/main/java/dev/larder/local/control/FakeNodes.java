package dev.larder.local.control;

import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Wait;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes played by KWOK: they are Ready, take pods, and pods on them are Running and Ready at once. No program runs, no
 * image is needed. Only counts (requests, objects, writes) may be concluded from them, never times.
 */
public final class FakeNodes {
    private static final String ANNOTATION = "kwok.x-k8s.io/node";
    private static final int PARALLEL = 16;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration READY = Duration.ofMinutes(20);

    private final Daemon kwok;
    private final KubernetesClient client;

    private FakeNodes(Daemon kwok, KubernetesClient client) {
        this.kwok = kwok;
        this.client = client;
    }

    static FakeNodes start(Servers servers, Binaries binaries, KubernetesClient client) {
        var program = binaries.program(Toolset.KWOK, "kwok");
        var stages = servers.home().file("stages.yaml");
        try (var in = FakeNodes.class.getResourceAsStream("stages.yaml")) {
            Files.write(stages, Objects.requireNonNull(in, "stages.yaml").readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var kwok = servers.launch(
                "kwok",
                List.of(
                        program.toString(),
                        "--kubeconfig=" + servers.home().file("kubeconfig"),
                        "--config=" + stages,
                        "--manage-all-nodes=false",
                        "--manage-nodes-with-annotation-selector=" + ANNOTATION + "=fake",
                        "--node-lease-duration-seconds="
                                + servers.tuning().nodeGrace().toSeconds() * 4 / 5,
                        "--node-ip=10.127.0.1",
                        "--cidr=10.128.0.0/9",
                        "--v=WARN"));
        return new FakeNodes(kwok, client);
    }

    /** Labels as AKS gives them to a node of that zone and pool. */
    public static Map<String, String> labels(String name, String zone, String pool) {
        var labels = new HashMap<>(AksLabels.of(name, zone, pool, "Standard_ND96isr_H100_v5"));
        labels.put("type", "kwok");
        return labels;
    }

    /**
     * Makes nodes {@code PREFIX-0} to {@code PREFIX-(count-1)}, spread evenly over the zones, and waits until all are
     * Ready.
     *
     * @param prefix of the nodes' names; new for each call
     */
    public void add(String prefix, int count, List<String> zones, String pool) {
        var places = new Semaphore(PARALLEL);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var created = IntStream.range(0, count)
                    .mapToObj(i ->
                            threads.submit(() -> create(places, prefix + "-" + i, zones.get(i % zones.size()), pool)))
                    .toList();
            created.forEach(FakeNodes::join);
        }
        Wait.until(
                READY,
                PAUSE,
                () -> allReady(pool, prefix, count),
                () -> ready(pool, prefix) + " of " + count + " fake nodes are Ready after " + READY.toSeconds() + " s");
    }

    private boolean allReady(String pool, String prefix, int count) {
        if (!kwok.alive()) {
            throw new MachineException("KWOK ended:\n" + kwok.lastWords());
        }
        return ready(pool, prefix) == count;
    }

    /** The node vanishes from the API, as one that a scale-down removed. */
    public void remove(String name) {
        client.nodes().withName(name).delete();
    }

    private Node create(Semaphore places, String name, String zone, String pool) throws InterruptedException {
        places.acquire();
        try {
            return client.resource(node(name, zone, pool)).create();
        } finally {
            places.release();
        }
    }

    private static Node node(String name, String zone, String pool) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels(name, zone, pool))
                .addToAnnotations(ANNOTATION, "fake")
                .addToAnnotations("node.alpha.kubernetes.io/ttl", "0")
                .endMetadata()
                .withNewSpec()
                .withProviderID("azure:///subscriptions/local/resourceGroups/local/providers/Microsoft.Compute"
                        + "/virtualMachineScaleSets/" + pool + "/virtualMachines/" + name)
                .endSpec()
                .build();
    }

    private long ready(String pool, String prefix) {
        long ready = 0;
        @Nullable String page = null;
        do {
            var nodes = client.nodes()
                    .withLabel("kubernetes.azure.com/agentpool", pool)
                    .list(new ListOptionsBuilder()
                            .withLimit(500L)
                            .withContinue(page)
                            .build());
            ready += nodes.getItems().stream()
                    .filter(node -> node.getMetadata().getName().startsWith(prefix + "-"))
                    .filter(node -> node.getStatus().getConditions().stream()
                            .anyMatch(c ->
                                    c.getType().equals("Ready") && c.getStatus().equals("True")))
                    .count();
            page = nodes.getMetadata().getContinue();
        } while (page != null && !page.isEmpty());
        return ready;
    }

    private static void join(Future<?> work) {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new MachineException("a fake node was refused: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while fake nodes were made", e);
        }
    }
}
