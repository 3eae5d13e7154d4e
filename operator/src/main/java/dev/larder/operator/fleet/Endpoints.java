package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Network;
import dev.larder.operator.nodes.OwnLabels;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;

/** A headless Service: names for people and monitoring. Clients use host ports, nodes the cluster map. */
public final class Endpoints {
    private Endpoints() {}

    public static Service desired(CacheCluster cluster) {
        String name = cluster.getMetadata().getName();
        Network network = cluster.getSpec().network();
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(Names.service(name))
                .withNamespace(cluster.getMetadata().getNamespace())
                .withLabels(OwnLabels.of(name))
                .withOwnerReferences(Ownership.of(cluster))
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withSelector(OwnLabels.of(name))
                .withPorts(
                        port("blob", network.blobPort()),
                        port("peer", network.peerPort()),
                        port("admin", network.adminPort()))
                .endSpec()
                .build();
    }

    private static ServicePort port(String name, int port) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(port)
                .withNewTargetPort(name)
                .withProtocol("TCP")
                .build();
    }
}
