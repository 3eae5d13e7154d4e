package dev.larder.e2e;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The chart's ServiceAccount with its permissions, for operators that tests run outside the cluster. */
final class OperatorAccount {
    static final String NAMESPACE = "larder-system";

    private OperatorAccount() {}

    /**
     * Installs the chart, definitions included, without an operator of its own.
     *
     * @param administrator kubeconfig of someone who may do everything
     * @return a kubeconfig of the ServiceAccount, in {@code directory}
     */
    static Path install(KubernetesClient client, Path administrator, Path directory) throws IOException {
        new Helm(Project.file("helm/larder"))
                .install()
                .withName("larder")
                .withNamespace(NAMESPACE)
                .createNamespace()
                .set("replicas", 0)
                .withKubeConfig(administrator)
                .call();
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
