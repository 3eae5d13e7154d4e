package dev.larder.operator.dataset;

import dev.larder.crds.cluster.AllowedDatasets;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Origin;
import dev.larder.crds.cluster.TopologyLevel;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.Dataset;
import dev.larder.operator.fleet.NodeSelectors;
import dev.larder.operator.nodes.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a CacheCluster takes a Dataset. Pure. */
sealed interface Admission {
    Duration LABELS_AGAIN = Duration.ofSeconds(30);

    /** @param origin of the Dataset's account */
    record Admitted(CacheCluster cluster, Origin origin) implements Admission {}

    record Refused(Reason reason, String message) implements Admission {
        /** When to look again though nothing that is watched changes: labels of namespaces are not. */
        Optional<Duration> again() {
            return reason == Reason.NOT_ALLOWED ? Optional.of(LABELS_AGAIN) : Optional.empty();
        }
    }

    /** @param namespaceLabels asked only if the CacheCluster selects by them */
    static Admission of(
            Dataset dataset, @Nullable CacheCluster cluster, Function<String, Map<String, String>> namespaceLabels) {
        String namespace = dataset.getMetadata().getNamespace();
        var ref = dataset.getSpec().cacheClusterRef();
        String wanted = ref.namespaceFor(namespace) + "/" + ref.name();
        if (cluster == null) {
            return new Refused(Reason.CACHE_CLUSTER_NOT_FOUND, "there is no CacheCluster " + wanted);
        }
        if (!allowed(cluster, namespace, namespaceLabels)) {
            return new Refused(
                    Reason.NOT_ALLOWED, "CacheCluster " + wanted + " admits no Datasets from namespace " + namespace);
        }
        List<String> scopes = scopes(cluster);
        String scope = dataset.getSpec().placement().scope();
        if (!scopes.contains(scope)) {
            return new Refused(
                    Reason.UNKNOWN_SCOPE,
                    "scope " + scope + " is none of " + String.join(", ", scopes) + " of " + wanted);
        }
        String account = dataset.getSpec().source().azureBlob().account();
        return cluster.getSpec().origins().stream()
                .filter(origin -> origin.account().equals(account))
                .findFirst()
                .<Admission>map(origin -> new Admitted(cluster, origin))
                .orElseGet(() -> new Refused(
                        Reason.ORIGIN_NOT_CONFIGURED,
                        "CacheCluster " + wanted + " lists no origin for account " + account));
    }

    private static boolean allowed(
            CacheCluster cluster, String namespace, Function<String, Map<String, String>> namespaceLabels) {
        AllowedDatasets.Namespaces allowed = cluster.getSpec().allowedDatasets().namespaces();
        return switch (allowed.from()) {
            case ALL -> true;
            case SAME -> namespace.equals(cluster.getMetadata().getNamespace());
            case SELECTOR ->
                allowed.selector() != null
                        && NodeSelectors.matches(
                                NodeSelectors.requirements(allowed.selector()),
                                Labels.of(namespaceLabels.apply(namespace)));
        };
    }

    private static List<String> scopes(CacheCluster cluster) {
        List<String> scopes = new ArrayList<>();
        scopes.add("Cluster");
        cluster.getSpec().topology().levels().stream().map(TopologyLevel::name).forEach(scopes::add);
        scopes.add("Cell");
        scopes.add("Node");
        return scopes;
    }
}
