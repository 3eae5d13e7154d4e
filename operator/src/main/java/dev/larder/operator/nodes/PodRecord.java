package dev.larder.operator.nodes;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the operator keeps of one of its cache pods.
 *
 * @param cluster name of the CacheCluster, from the label
 * @param template hash of the pod template that it was made from
 * @param node empty while unscheduled
 * @param ip empty before it has one
 * @param peerPort at which it answers other nodes; 0: it does not say
 * @param trouble why a container does not run ({@code CrashLoopBackOff}, {@code ErrImagePull}, ...), or null
 */
public record PodRecord(
        String namespace,
        String name,
        String cluster,
        String group,
        String template,
        String node,
        String ip,
        int peerPort,
        boolean ready,
        boolean terminating,
        Instant created,
        @Nullable String trouble) {
    /** Name of that port in a pod's spec. */
    public static final String PEER = "peer";
}
