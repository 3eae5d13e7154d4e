package dev.larder.local.control;

import dev.larder.local.pki.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The file with which a client finds a cluster and proves who it is; complete in itself. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /** @param context how people and tools call this cluster */
    public static String render(String context, String server, String authority, Credential credential) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: %1$s
                  cluster:
                    server: %2$s
                    certificate-authority-data: %3$s
                users:
                - name: %1$s
                  user:
                    client-certificate-data: %4$s
                    client-key-data: %5$s
                contexts:
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: %1$s
                current-context: %1$s
                """.formatted(
                        context, server, base64(authority), base64(credential.certificate()), base64(credential.key()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
