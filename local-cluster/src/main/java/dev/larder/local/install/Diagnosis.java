package dev.larder.local.install;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What a person would look at when something does not become ready: pods that are not, why, and what they said last. */
final class Diagnosis {
    private static final int LINES = 12;
    private static final int PODS = 4;

    private final KubernetesClient client;

    Diagnosis(KubernetesClient client) {
        this.client = client;
    }

    /** Of the pods in these namespaces; several lines. */
    String of(String... namespaces) {
        var said = new ArrayList<String>();
        for (var namespace : namespaces) {
            var pods = client.pods().inNamespace(namespace).list().getItems();
            pods.forEach(pod -> said.add("  pod " + describe(pod)));
            pods.stream().filter(pod -> !ready(pod)).limit(PODS).forEach(pod -> said.addAll(words(pod)));
            if (pods.isEmpty()) {
                said.add("  no pods in the namespace " + namespace);
            }
            said.addAll(events(namespace));
        }
        return String.join("\n", said);
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private static String describe(Pod pod) {
        var name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        return "%s on %s: %s%s"
                .formatted(
                        name,
                        Objects.requireNonNullElse(pod.getSpec().getNodeName(), "no node"),
                        ready(pod) ? "Ready" : pod.getStatus().getPhase(),
                        String.join(
                                "",
                                statuses(pod)
                                        .map(Diagnosis::container)
                                        .filter(text -> !text.isEmpty())
                                        .toList()));
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return Stream.concat(
                pod.getStatus().getInitContainerStatuses().stream(), pod.getStatus().getContainerStatuses().stream());
    }

    private static String container(ContainerStatus status) {
        var waiting = status.getState() == null ? null : status.getState().getWaiting();
        var ended = status.getLastState() == null ? null : status.getLastState().getTerminated();
        var text = new StringBuilder();
        if (waiting != null) {
            text.append("; ").append(status.getName()).append(" waits: ").append(waiting.getReason());
            if (waiting.getMessage() != null) {
                text.append(" (").append(waiting.getMessage()).append(")");
            }
        }
        if (ended != null) {
            text.append("; ended before with exit code ").append(ended.getExitCode());
        }
        return text.toString();
    }

    private List<String> words(Pod pod) {
        var said = new ArrayList<String>();
        statuses(pod).forEach(status -> {
            var log = log(pod, status.getName());
            if (!log.isBlank()) {
                said.add("  last words of %s/%s:".formatted(pod.getMetadata().getName(), status.getName()));
                log.lines().forEach(line -> said.add("    " + line));
            }
        });
        return said;
    }

    private String log(Pod pod, String container) {
        var one = client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .inContainer(container);
        try {
            return Objects.requireNonNullElse(one.tailingLines(LINES).getLog(), "");
        } catch (KubernetesClientException notStarted) {
            return "";
        }
    }

    private List<String> events(String namespace) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> "Warning".equals(event.getType()))
                .sorted((a, b) -> String.valueOf(b.getLastTimestamp()).compareTo(String.valueOf(a.getLastTimestamp())))
                .limit(5)
                .map(event -> "  event %s %s: %s"
                        .formatted(event.getInvolvedObject().getName(), event.getReason(), event.getMessage()))
                .toList();
    }
}
