package dev.larder.local.bare;

import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Wait;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/**
 * Whether Kubernetes holds a node for Ready, and has heard from it since it was last switched on: what it knew before
 * stands for a while after a power cut.
 */
record Readiness(KubernetesClient client, BareNode node) {
    private static final Duration PAUSE = Duration.ofMillis(200);

    void await(Duration limit) {
        Wait.until(
                limit,
                PAUSE,
                this::ready,
                () -> "%s is not Ready after %d s.%n%s".formatted(node.name(), limit.toSeconds(), node.lastWords()));
    }

    private boolean ready() {
        if (!node.on()) {
            throw new MachineException(node.name() + " ended while it started.\n" + node.lastWords());
        }
        return conditionHolds() && heardSinceBoot();
    }

    private boolean heardSinceBoot() {
        var lease = client.leases()
                .inNamespace("kube-node-lease")
                .withName(node.name())
                .get();
        return lease != null
                && lease.getSpec().getRenewTime() != null
                && lease.getSpec().getRenewTime().toInstant().isAfter(node.bootedAt());
    }

    private boolean conditionHolds() {
        var found = client.nodes().withName(node.name()).get();
        return found != null
                && found.getStatus() != null
                && found.getStatus().getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True"));
    }
}
