package dev.larder.local.control;

import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Wait;
import dev.larder.local.pki.Authority;
import dev.larder.local.pki.Credential;
import dev.larder.local.pki.ServiceAccountKey;
import dev.larder.local.pki.Subject;
import dev.larder.local.state.ClusterHome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * etcd, API server, controller manager and scheduler of one cluster. Their keys are in {@code pki/} of its home, the
 * administrator's kubeconfig is {@code kubeconfig}.
 *
 * @param launcher what stands before each command line, to run it in another namespace; may be empty
 */
public record Servers(ClusterHome home, Addresses addresses, Tuning tuning, List<String> launcher) {
    private static final Duration READY = Duration.ofMinutes(3);
    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: None, userGroups: ["system:serviceaccounts:kube-system"]}
            - {level: Metadata, userGroups: ["system:serviceaccounts"]}
            """;

    /** Starts all four and returns when the API server is ready. */
    public void start(Binaries binaries, Progress progress) {
        var etcdProgram = binaries.program(Toolset.ETCD, "etcd");
        var kubernetes = binaries.directory(Toolset.KUBERNETES);
        progress.step("starting etcd and the Kubernetes " + Toolset.KUBERNETES.version() + " control plane");
        var keys = home.make("pki");
        var authority = Authority.create(keys);
        ServiceAccountKey.create(keys);
        authority.issue(Subject.server("kube-apiserver", names())).write(keys, "apiserver");
        authority
                .issue(Subject.client("kube-apiserver-kubelet-client", "system:masters"))
                .write(keys, "kubelet-client");
        var admin = Subject.client("larder-admin", "system:masters");
        writeKubeconfig(authority, "kubeconfig", authority.issueRsa(admin));
        writeKubeconfig(authority, "controller-manager.kubeconfig", Subject.client("system:kube-controller-manager"));
        writeKubeconfig(authority, "scheduler.kubeconfig", Subject.client("system:kube-scheduler"));

        if (tuning.audited()) {
            home.write("audit-policy.yaml", AUDIT_POLICY);
        }
        var commands = new Commands(keys, home.directory(), addresses, tuning);
        var etcd = launch("etcd", commands.etcd(etcdProgram));
        var api = launch("kube-apiserver", commands.apiServer(kubernetes.resolve("kube-apiserver")));
        awaitReady(authority, etcd, api);
        launch("kube-controller-manager", commands.controllerManager(kubernetes.resolve("kube-controller-manager")));
        launch("kube-scheduler", commands.scheduler(kubernetes.resolve("kube-scheduler")));
    }

    /** A kubeconfig for the subject, written to that file of the cluster's home. */
    public void writeKubeconfig(Authority authority, String file, Subject subject) {
        writeKubeconfig(authority, file, authority.issue(subject));
    }

    private void writeKubeconfig(Authority authority, String file, Credential credential) {
        home.write(
                file,
                Kubeconfig.render("larder-" + home.name(), addresses.apiUrl(), authority.certificate(), credential));
    }

    /** Starts one more server beside these. */
    public Daemon launch(String name, List<String> line) {
        var command = new ArrayList<>(launcher);
        command.addAll(line);
        return Daemon.start(home.directory(), name, command, Map.of());
    }

    private void awaitReady(Authority authority, Daemon etcd, Daemon api) {
        try (var check = new ReadyCheck(addresses.apiUrl(), authority.certificate())) {
            Wait.until(
                    READY,
                    () -> {
                        for (var server : List.of(etcd, api)) {
                            if (!server.alive()) {
                                throw new MachineException(server.name() + " ended:\n" + server.lastWords());
                            }
                        }
                        return check.ready();
                    },
                    () -> "the API server is not ready after %d s; it says:%n%s"
                            .formatted(READY.toSeconds(), api.lastWords()));
        }
    }

    private List<String> names() {
        return List.of(
                addresses.host(),
                "127.0.0.1",
                addresses.apiService(),
                "localhost",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local");
    }
}
