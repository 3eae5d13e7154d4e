package dev.larder.local.control;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fabric8 clients of local clusters. */
public final class Clients {
    /** Everything shares this machine's cores, so what is quick elsewhere may take a while. */
    private static final int REQUEST_MILLIS = 60_000;

    private Clients() {}

    /** Of that kubeconfig alone: neither the environment nor the user's own kubeconfig matters. */
    public static Config config(Path kubeconfig) {
        try {
            var config = Config.fromKubeconfig(Files.readString(kubeconfig));
            config.setRequestTimeout(REQUEST_MILLIS);
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException("no kubeconfig", e);
        }
    }
}
