package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Network;
import dev.larder.operator.nodes.OwnLabels;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.ArrayList;
import java.util.List;

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
                .withPorts(ports(network))
                .endSpec()
                .build();
    }

    private static List<ServicePort> ports(Network network) {
        List<ServicePort> ports = new ArrayList<>(List.of(
                port("blob", network.blobPort()),
                port("peer", network.peerPort()),
                port("admin", network.adminPort())));
        if (network.tls() != null) {
            ports.add(port("blob-tls", network.tls().port()));
        }
        return ports;
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
