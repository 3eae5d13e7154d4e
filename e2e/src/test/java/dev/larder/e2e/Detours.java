package dev.larder.e2e;

import dev.larder.crds.cluster.Network;
import dev.larder.local.install.Larder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Why nodes passed sources over, or asked the origin again: says of a request too many where it came from. */
final class Detours {
    private static final Pattern COUNTED = Pattern.compile(
            "(?m)^larder_cache_(sources_passed_over|origin_interruptions)_total\\{.*reason=\"(\\w+)\".*} ([1-9]\\d*)$");

    private Detours() {}

    /** What each cache process has counted since its start. */
    static String of(InstalledLarder larder) {
        var client = larder.cluster().client();
        return client.pods().inNamespace(Larder.CACHE_NAMESPACE).list().getItems().stream()
                .map(pod -> pod.getSpec().getNodeName() + ": " + counted(client, pod))
                .sorted()
                .collect(Collectors.joining("; ", "detours by node: ", ""));
    }

    private static List<String> counted(KubernetesClient client, Pod pod) {
        var meta = pod.getMetadata();
        var path = "/api/v1/namespaces/%s/pods/%s:%d/proxy/metrics"
                .formatted(meta.getNamespace(), meta.getName(), Network.DEFAULT_ADMIN_PORT);
        try {
            return COUNTED.matcher(Objects.requireNonNullElse(client.raw(path), ""))
                    .results()
                    .map(found -> found.group(1) + " " + found.group(2) + " " + found.group(3))
                    .toList();
        } catch (KubernetesClientException gone) {
            return List.of(String.valueOf(gone.getMessage()));
        }
    }
}
