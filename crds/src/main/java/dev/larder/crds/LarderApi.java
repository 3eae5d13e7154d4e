package dev.larder.crds;

/** Names that users, the operator and the chart share. */
public final class LarderApi {
    public static final String GROUP = "larder.dev";
    public static final String VERSION = "v1alpha1";

    /** Label on everything made for a CacheCluster: that cluster's name. */
    public static final String CACHE_CLUSTER_LABEL = "larder.dev/cache-cluster";

    /** Label on what belongs to one group of nodes: {@code <pool>.<zone>}, made fit for a label. */
    public static final String GROUP_LABEL = "larder.dev/group";

    private LarderApi() {}
}
