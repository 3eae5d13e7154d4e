package dev.larder.e2e;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Our kinds can be used only some moments after the API server has taken their definitions. */
final class Established {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int KINDS = 2;

    private Established() {}

    /** Waits until the API server serves all of Larder's kinds. */
    static void await(KubernetesClient client) {
        Awaitility.await("Larder's kinds are served")
                .atMost(LIMIT)
                .until(() -> client.resources(CustomResourceDefinition.class).list().getItems().stream()
                                .filter(crd -> crd.getSpec().getGroup().equals("larder.dev"))
                                .filter(Established::is)
                                .count()
                        == KINDS);
    }

    /** A new definition has a status before it has conditions, and conditions before this one. */
    private static boolean is(CustomResourceDefinition crd) {
        return crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }
}
