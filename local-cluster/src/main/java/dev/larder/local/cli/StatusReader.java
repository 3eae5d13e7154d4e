package dev.larder.local.cli;

import dev.larder.crds.dataset.Dataset;
import dev.larder.local.LocalCluster;
import dev.larder.local.install.DatasetState;
import dev.larder.local.install.Larder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** Looks at a cluster that runs. */
final class StatusReader {
    private StatusReader() {}

    static ClusterStatus read(LocalCluster cluster) {
        var origin = cluster.origin();
        var counts = origin.probe().counts();
        return new ClusterStatus(
                cluster.name(),
                cluster.kubeconfig().toString(),
                cluster.kubectlCommand(),
                cluster.logs(),
                cluster.nodes().stream()
                        .map(node -> new ClusterStatus.Node(
                                node.name(),
                                node.zone(),
                                node.pool(),
                                node.ip(),
                                node.state().name(),
                                Larder.blobEndpoint(node)))
                        .toList(),
                new ClusterStatus.Origin(
                        origin.endpoint().toString(),
                        origin.account().name(),
                        counts.requests(),
                        counts.responseBytes()),
                datasets(cluster));
    }

    private static List<ClusterStatus.DatasetLine> datasets(LocalCluster cluster) {
        try {
            return cluster.client().resources(Dataset.class).inAnyNamespace().list().getItems().stream()
                    .map(DatasetState::of)
                    .map(ClusterStatus.DatasetLine::of)
                    .toList();
        } catch (KubernetesClientException chartIsNotInstalledYet) {
            return List.of();
        }
    }
}
