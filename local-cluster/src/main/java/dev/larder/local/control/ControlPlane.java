package dev.larder.local.control;

import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.state.ClusterHome;
import dev.larder.local.state.Ownership;
import dev.larder.local.state.Remainders;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * A real control plane without real nodes, on free ports of the loopback interface; needs no root. For everything that
 * the API server and the controllers decide. Several live side by side. It ends with {@link #close()} or with the JVM; if
 * that is killed, the next cluster's start clears it away.
 */
public final class ControlPlane implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final Servers servers;
    private final Ownership ownership;
    private final Binaries binaries;
    private final KubernetesClient client;

    private ControlPlane(Servers servers, Ownership ownership, Binaries binaries) {
        this.servers = servers;
        this.ownership = ownership;
        this.binaries = binaries;
        this.client = new KubernetesClientBuilder()
                .withConfig(Clients.config(kubeconfig()))
                .build();
    }

    public static ControlPlane start() {
        return start(Tuning.usual(), Progress.to(System.err));
    }

    /**
     * Returns when the API server is ready: a few seconds, or minutes when its programs are to be built first.
     *
     * @throws MachineException when it cannot run here; the message says what to do
     */
    public static ControlPlane start(Tuning tuning, Progress progress) {
        var directories = Directories.ofUser();
        Remainders.clear(directories, progress);
        var binaries = new Binaries(directories, progress);
        for (int attempt = 1; ; attempt++) {
            var ownership = Ownership.of(ClusterHome.create(directories, newName()));
            try {
                var servers = new Servers(ownership.home(), Addresses.loopback(), tuning, List.of());
                servers.start(binaries, progress);
                return new ControlPlane(servers, ownership, binaries);
            } catch (RuntimeException e) {
                ownership.close();
                // Between finding a free port and using it another process may have taken it.
                boolean taken = String.valueOf(e.getMessage()).contains("address already in use");
                if (!taken || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static String newName() {
        var random = new byte[4];
        new SecureRandom().nextBytes(random);
        return "control-plane-" + HexFormat.of().formatHex(random);
    }

    /** The administrator's. */
    public Path kubeconfig() {
        return servers.home().file("kubeconfig");
    }

    /** The administrator's; closed with the control plane. */
    public KubernetesClient client() {
        return client;
    }

    /** {@code kubectl} of the same version. */
    public Path kubectl() {
        return binaries.program(Toolset.KUBERNETES, "kubectl");
    }

    /** Starts the simulation of nodes; no real pods run on them. Call once. */
    public FakeNodes fakeNodes() {
        return FakeNodes.start(servers, binaries, client);
    }

    /** What each server wrote is in {@code log/} of this directory. */
    public Path directory() {
        return servers.home().directory();
    }

    @Override
    public void close() {
        client.close();
        ownership.close();
    }
}
