package dev.larder.local;

import dev.larder.local.origin.LocalOrigin;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;

/** A real Kubernetes cluster on this machine. Safe for several threads. */
public interface LocalCluster extends AutoCloseable {

    String name();

    /** The administrator's, good for any tool on this machine. */
    Path kubeconfig();

    /** The administrator's; closed with the cluster. */
    KubernetesClient client();

    List<LocalNode> nodes();

    /** {@code kubectl} of this cluster's version as a shell calls it, arguments to follow. */
    String kubectlCommand();

    /** Where to read what its servers wrote, for people: a directory, or a command that prints it. */
    String logs();

    /**
     * Puts an image where every node finds it without pulling, nodes to come included.
     *
     * @param archive an OCI or Docker archive whose image has a name
     */
    void loadImage(Path archive);

    /**
     * A storage account inside the cluster's network that counts what reaches it: pods and this machine can read from
     * it. Started on first use; ends with the cluster.
     */
    LocalOrigin origin();

    /**
     * Lets the cluster go on after this process.
     *
     * @throws dev.larder.local.machine.MachineException when it cannot
     */
    void detach();

    /** False once it has ended, whoever ended it. */
    boolean running();

    /** Ends the cluster if this process started it and has not detached it. */
    @Override
    void close();
}
