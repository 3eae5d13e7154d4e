package dev.larder.local.control;

import java.time.Duration;

/**
 * How quickly a control plane notices things, and what it writes down.
 *
 * @param nodeGrace after so much silence a node counts as dead; at least 4 s. Kubelets must renew their leases several
 *     times within it.
 * @param audited each request of a ServiceAccount is a line of {@code audit.log} in the cluster's directory
 */
public record Tuning(Duration nodeGrace, boolean audited) {
    private static final Duration LEAST = Duration.ofSeconds(4);

    public Tuning {
        if (nodeGrace.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("a node's grace period is at least 4 s, not " + nodeGrace);
        }
    }

    public Tuning(Duration nodeGrace) {
        this(nodeGrace, false);
    }

    /** What Kubernetes does by default. */
    public static Tuning usual() {
        return new Tuning(Duration.ofSeconds(50));
    }

    /** How often the node controller looks, and how often kubelets report. */
    public Duration nodePeriod() {
        var quarter = nodeGrace.dividedBy(4);
        return quarter.compareTo(Duration.ofSeconds(5)) < 0 ? quarter : Duration.ofSeconds(5);
    }
}
