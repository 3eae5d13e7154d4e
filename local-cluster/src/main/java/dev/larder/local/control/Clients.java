package dev.larder.local.control;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fabric8 clients of local clusters. */
public final class Clients {
    private Clients() {}

    /** Of that kubeconfig alone: neither the environment nor the user's own kubeconfig matters. */
    public static Config config(Path kubeconfig) {
        try {
            return Config.fromKubeconfig(Files.readString(kubeconfig));
        } catch (IOException e) {
            throw new UncheckedIOException("no kubeconfig", e);
        }
    }
}
