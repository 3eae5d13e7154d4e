package dev.larder.operator.cachecluster;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Tls;
import dev.larder.model.tls.ServerIdentity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Looks at the certificate that cache nodes show, by the rules by which they take it. Blocks on the API server. */
final class Certificates {
    private final KubernetesClient client;

    Certificates(KubernetesClient client) {
        this.client = client;
    }

    /** What is wrong with it; empty if nothing is, or if none is asked for. */
    Optional<String> trouble(CacheCluster cluster, Instant now) {
        Tls tls = cluster.getSpec().network().tls();
        if (tls == null) {
            return Optional.empty();
        }
        String namespace = cluster.getMetadata().getNamespace();
        String name = tls.secretRef().name();
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        String display = "Secret " + namespace + "/" + name + " of spec.network.tls";
        if (secret == null) {
            return Optional.of(display + " does not exist; create it with kubectl -n " + namespace
                    + " create secret tls " + name + " --cert=FILE --key=FILE");
        }
        return trouble(secret.getData() == null ? Map.of() : secret.getData(), now)
                .map(what -> display + " cannot be used: " + what);
    }

    static Optional<String> trouble(Map<String, String> data, Instant now) {
        byte[] certificate = decoded(data, ServerIdentity.CERTIFICATE_FILE);
        byte[] key = decoded(data, ServerIdentity.KEY_FILE);
        return switch (ServerIdentity.read(certificate, key)) {
            case ServerIdentity.Outcome.Unusable(String why) -> Optional.of(why);
            case ServerIdentity.Outcome.Usable(ServerIdentity identity) ->
                identity.expires().isAfter(now)
                        ? Optional.empty()
                        : Optional.of("the certificate expired at " + identity.expires());
        };
    }

    private static byte[] decoded(Map<String, String> data, String name) {
        return Base64.getMimeDecoder().decode(data.getOrDefault(name, ""));
    }
}
