package dev.larder.operator.source;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Credential;
import dev.larder.crds.cluster.Origin;
import dev.larder.operator.source.Access.Key;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what an origin's credential refers to. Blocks on the API server. */
public final class Credentials {
    private final KubernetesClient client;

    public Credentials(KubernetesClient client) {
        this.client = client;
    }

    /** Empty if the Secret does not exist or has none of the keys. */
    public Optional<Access> read(CacheCluster cluster, Origin origin) {
        return key(cluster, origin.credential()).map(key -> new Access(origin.account(), endpoint(origin, key), key));
    }

    /** What is wrong when {@link #read} finds nothing. */
    public static String missing(CacheCluster cluster, Origin origin) {
        Credential.SecretRef ref = origin.credential().secretRef();
        return "Secret " + cluster.getMetadata().getNamespace() + "/" + (ref == null ? "?" : ref.name())
                + " for account " + origin.account()
                + " does not exist, or has none of account-key, sas-token, connection-string";
    }

    private Optional<Key> key(CacheCluster cluster, Credential credential) {
        if (credential.anonymous() != null) {
            return Optional.of(new Key.Anonymous());
        }
        if (credential.workloadIdentity() != null) {
            return Optional.of(
                    new Key.WorkloadIdentity(credential.workloadIdentity().clientId()));
        }
        if (credential.secretRef() == null) {
            return Optional.empty();
        }
        Secret secret = client.secrets()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(credential.secretRef().name())
                .get();
        return secret == null || secret.getData() == null ? Optional.empty() : key(secret.getData());
    }

    /** As the cache nodes do: the key first, then the token, then the connection string. */
    static Optional<Key> key(Map<String, String> data) {
        String accountKey = decoded(data.get("account-key"));
        if (accountKey != null) {
            return Optional.of(new Key.Shared(accountKey));
        }
        String sas = decoded(data.get("sas-token"));
        if (sas != null) {
            return Optional.of(new Key.Sas(sas.startsWith("?") ? sas.substring(1) : sas));
        }
        String connection = decoded(data.get("connection-string"));
        return connection == null ? Optional.empty() : Optional.of(new Key.ConnectionString(connection));
    }

    private static @Nullable String decoded(@Nullable String base64) {
        if (base64 == null) {
            return null;
        }
        String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? null : text;
    }

    /** A connection string may name its endpoint itself; what the CacheCluster says comes first. */
    private static Optional<String> endpoint(Origin origin, Key key) {
        boolean ownEndpoint = key instanceof Key.ConnectionString && origin.endpoint() == null;
        return ownEndpoint ? Optional.empty() : Optional.of(origin.effectiveEndpoint());
    }
}
