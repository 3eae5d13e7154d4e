package dev.larder.local.cli;

import dev.larder.local.install.WarmLine;
import java.util.stream.Collectors;

/** A status for people. */
final class StatusText {
    private StatusText() {}

    static String of(ClusterStatus status) {
        return """
                Cluster %s
                  kubectl  KUBECONFIG=%s %s
                  logs     %s
                  origin   %s (account %s): %d requests, %s sent so far

                Nodes
                %s

                Datasets
                %s
                """.formatted(
                status.name(),
                status.kubeconfig(),
                status.kubectl(),
                status.logs(),
                status.origin().endpoint(),
                status.origin().account(),
                status.origin().requests(),
                WarmLine.size(status.origin().bytes()),
                status.nodes().stream()
                        .map(node -> "  %-12s %-12s %-8s %-10s %s"
                                .formatted(node.name(), node.zone(), node.pool(), node.state(), node.blobEndpoint()))
                        .collect(Collectors.joining("\n")),
                status.datasets().isEmpty()
                        ? "  none"
                        : status.datasets().stream().map(StatusText::line).collect(Collectors.joining("\n")));
    }

    private static String line(ClusterStatus.DatasetLine dataset) {
        return "  %s/%s  %s  %s  %s %s"
                .formatted(
                        dataset.namespace(),
                        dataset.name(),
                        dataset.objects() == null ? "not listed yet" : dataset.objects() + " objects",
                        dataset.bytes() == null ? "" : WarmLine.size(dataset.bytes()),
                        dataset.warmPercent() == null ? "" : "warm " + dataset.warmPercent() + " %",
                        dataset.reason());
    }
}
