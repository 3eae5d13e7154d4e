package dev.larder.local.bare;

import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.control.Servers;
import dev.larder.local.pki.Authority;
import dev.larder.local.pki.Subject;
import dev.larder.local.state.ClusterHome;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What every cluster has besides control plane and nodes: names for Services, and rights for its own parts. */
final class SystemServices {
    private SystemServices() {}

    static void start(ClusterHome home, NetworkPlan plan, Servers servers, Binaries binaries, KubernetesClient client) {
        var values = Map.of(
                "HUB", plan.hub(), "DNS", plan.dns(), "HOME", home.directory().toString());
        var authority = Authority.open(home.file("pki"));
        servers.writeKubeconfig(authority, "dns.kubeconfig", Subject.client("system:coredns"));
        servers.writeKubeconfig(authority, "proxy.kubeconfig", Subject.client("system:kube-proxy"));
        var objects = Template.named("system.yaml").fill(values).getBytes(StandardCharsets.UTF_8);
        client.load(new ByteArrayInputStream(objects)).serverSideApply();
        home.write("Corefile", Template.named("Corefile").fill(values));
        servers.launch(
                "coredns",
                List.of(
                        binaries.program(Toolset.COREDNS, "coredns").toString(),
                        "-conf",
                        home.file("Corefile").toString()));
    }
}
