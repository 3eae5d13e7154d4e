package dev.larder.operator.nodes;

import java.util.Map;

/** Labels on everything that the operator makes. */
public final class OwnLabels {
    public static final String NAME = "app.kubernetes.io/name";
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String CLUSTER = "larder.dev/cache-cluster";
    public static final String GROUP = "larder.dev/group";
    /** On pods: hash of the template without its node affinity, so that a changed node selection replaces no pod. */
    public static final String TEMPLATE = "larder.dev/template";

    /** Selects all of our cache pods. */
    public static final String SELECTOR = NAME + "=larder-cache," + MANAGED_BY + "=larder";

    private OwnLabels() {}

    public static Map<String, String> of(String cluster) {
        return Map.of(NAME, "larder-cache", MANAGED_BY, "larder", CLUSTER, cluster);
    }
}
