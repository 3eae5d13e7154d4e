package dev.larder.local.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.larder.local.machine.MachineException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A release of a chart in a cluster, installed by Helm itself (its library runs in this process).
 *
 * @param kubeconfig of the cluster
 * @param namespace made if it is not there
 */
public record HelmRelease(Path kubeconfig, String namespace, String name) {

    /**
     * Installs the chart, or upgrades the release to it; returns without waiting for its pods.
     *
     * @param chart the chart's directory
     * @param values as in a values file: nested maps, lists, numbers, strings and booleans
     * @throws MachineException with Helm's own words when it refuses
     */
    public Release apply(Path chart, Map<String, ?> values) {
        return apply(chart, values, Duration.ZERO);
    }

    /** Like {@link #apply(Path, Map)}, then waits so long at most until what was installed is ready. */
    public Release apply(Path chart, Map<String, ?> values, Duration wait) {
        var signals = EndSignals.now();
        Path file = null;
        try {
            file = Files.createTempFile("larder-values-", ".yaml");
            Files.writeString(file, Serialization.asYaml(values));
            var upgrade = new Helm(chart)
                    .upgrade()
                    .install()
                    .createNamespace()
                    .withName(name)
                    .withNamespace(namespace)
                    .withKubeConfig(kubeconfig)
                    .withValuesFile(file);
            if (wait.isPositive()) {
                upgrade.waitReady().withTimeout(Math.toIntExact(wait.toSeconds()));
            }
            return upgrade.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException refused) {
            throw new MachineException("Helm cannot install " + chart + ": " + refused.getMessage(), refused);
        } finally {
            // Helm is written in Go, whose runtime has taken the signals.
            signals.restore();
            if (file != null) {
                discard(file);
            }
        }
    }

    /** Does nothing when it is not installed. Custom resource definitions stay, as Helm has it. */
    public void uninstall() {
        var signals = EndSignals.now();
        try {
            Helm.uninstall(name)
                    .ignoreNotFound()
                    .withNamespace(namespace)
                    .withKubeConfig(kubeconfig)
                    .call();
        } catch (IllegalStateException refused) {
            throw new MachineException("Helm cannot uninstall " + name + ": " + refused.getMessage(), refused);
        } finally {
            signals.restore();
        }
    }

    private static void discard(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
