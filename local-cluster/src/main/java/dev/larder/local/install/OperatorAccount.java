package dev.larder.local.install;

import dev.larder.local.helm.HelmRelease;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The chart's ServiceAccount with its permissions, for operators that run outside the cluster. */
public final class OperatorAccount {
    public static final String NAMESPACE = "larder-system";

    private OperatorAccount() {}

    /**
     * Installs the chart, definitions included, without an operator of its own.
     *
     * @param chart its directory
     * @param administrator kubeconfig of someone who may do everything
     * @return a kubeconfig of the ServiceAccount, in {@code directory}
     */
    public static Path install(KubernetesClient client, Path chart, Path administrator, Path directory)
            throws IOException {
        new HelmRelease(administrator, NAMESPACE, "larder").apply(chart, Map.of("replicas", 0));
        var token = client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("larder-operator")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(7200L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        var config = new ConfigBuilder(KubeConfigUtils.parseConfig(administrator.toFile())).build();
        config.getUsers().forEach(user -> {
            user.getUser().getAdditionalProperties().clear();
            user.getUser().setClientCertificate(null);
            user.getUser().setClientCertificateData(null);
            user.getUser().setClientKey(null);
            user.getUser().setClientKeyData(null);
            user.getUser().setToken(token);
        });
        Files.createDirectories(directory);
        Path file = Files.createTempFile(
                directory,
                "operator-",
                ".kubeconfig",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, Serialization.asYaml(config));
    }
}
