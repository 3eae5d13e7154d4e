package dev.larder.cache.feed;

import java.net.URI;

/**
 * Where the operator answers this node.
 *
 * @param base such as {@code http://larder-operator.larder-system.svc:8710}
 * @param cluster namespace/name of the CacheCluster
 * @param incarnation random per process start
 */
public record OperatorAddress(URI base, String cluster, String node, long incarnation) {

    /** @throws IllegalArgumentException saying what form is expected */
    public OperatorAddress {
        boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!web || base.getHost() == null) {
            throw new IllegalArgumentException("feed must be a URL such as http://larder-operator:8710, not " + base);
        }
        if (!cluster.matches("[a-z0-9][a-z0-9.-]*/[a-z0-9][a-z0-9.-]*")) {
            throw new IllegalArgumentException("cluster must be namespace/name, not " + cluster);
        }
    }

    /** Of this cluster. */
    public URI resolve(String path) {
        return URI.create(root() + "/v1/clusters/" + cluster + "/" + path);
    }

    /** Of a manifest by its SHA-256. */
    public URI manifest(String hex) {
        return URI.create(root() + "/v1/manifests/" + hex);
    }

    private String root() {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
