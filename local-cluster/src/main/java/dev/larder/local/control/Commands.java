package dev.larder.local.control;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of a control plane's servers: functions of where its files are and where it listens.
 *
 * @param keys the directory with the certificates and keys
 * @param files the cluster's directory
 */
record Commands(Path keys, Path files, Addresses addresses, Tuning tuning) {

    List<String> etcd(Path program) {
        return List.of(
                program.toString(),
                "--data-dir=" + files.resolve("etcd"),
                "--listen-client-urls=" + addresses.etcdUrl(),
                "--advertise-client-urls=" + addresses.etcdUrl(),
                "--listen-peer-urls=" + addresses.etcdPeerUrl(),
                "--initial-advertise-peer-urls=" + addresses.etcdPeerUrl(),
                "--initial-cluster=default=" + addresses.etcdPeerUrl(),
                "--quota-backend-bytes=8589934592",
                "--log-level=warn",
                // The cluster does not outlive the machine, so nothing needs to survive a power cut of the machine.
                "--unsafe-no-fsync");
    }

    List<String> apiServer(Path program) {
        var line = new ArrayList<>(List.of(
                program.toString(),
                "--etcd-servers=" + addresses.etcdUrl(),
                "--bind-address=" + addresses.host(),
                "--advertise-address=" + addresses.host(),
                "--secure-port=" + addresses.api(),
                "--service-cluster-ip-range=" + addresses.serviceRange(),
                "--cert-dir=" + keys,
                "--tls-cert-file=" + keys.resolve("apiserver.crt"),
                "--tls-private-key-file=" + keys.resolve("apiserver.key"),
                "--client-ca-file=" + keys.resolve("ca.crt"),
                "--kubelet-client-certificate=" + keys.resolve("kubelet-client.crt"),
                "--kubelet-client-key=" + keys.resolve("kubelet-client.key"),
                "--kubelet-preferred-address-types=InternalIP",
                "--service-account-key-file=" + keys.resolve("sa.pub"),
                "--service-account-signing-key-file=" + keys.resolve("sa.key"),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                // Webhooks are called at their pods: the control plane's network has no Service addresses.
                "--enable-aggregator-routing=true",
                "--allow-privileged=true",
                "--profiling=false"));
        if (tuning.audited()) {
            line.add("--audit-policy-file=" + files.resolve("audit-policy.yaml"));
            line.add("--audit-log-path=" + files.resolve("audit.log"));
        }
        return List.copyOf(line);
    }

    List<String> controllerManager(Path program) {
        var kubeconfig = files.resolve("controller-manager.kubeconfig");
        return List.of(
                program.toString(),
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--secure-port=" + addresses.controllers(),
                "--service-account-private-key-file=" + keys.resolve("sa.key"),
                "--root-ca-file=" + keys.resolve("ca.crt"),
                "--cluster-signing-cert-file=" + keys.resolve("ca.crt"),
                "--cluster-signing-key-file=" + keys.resolve("ca.key"),
                "--use-service-account-credentials=true",
                "--leader-elect=false",
                "--controllers=*,-node-ipam-controller,-cloud-node-lifecycle-controller",
                "--node-monitor-grace-period=" + tuning.nodeGrace().toMillis() + "ms",
                "--node-monitor-period=" + tuning.nodePeriod().toMillis() + "ms",
                "--kube-api-qps=500",
                "--kube-api-burst=1000");
    }

    List<String> scheduler(Path program) {
        var kubeconfig = files.resolve("scheduler.kubeconfig");
        return List.of(
                program.toString(),
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--secure-port=" + addresses.scheduler(),
                "--leader-elect=false",
                "--kube-api-qps=500",
                "--kube-api-burst=1000");
    }
}
