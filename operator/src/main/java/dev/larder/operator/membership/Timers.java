package dev.larder.operator.membership;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What membership remembers from one decision to the next beside the map.
 *
 * @param notReadySince by node, for members whose Pod or Node is not ready or gone
 * @param firstReady when the first node was ready to join, before the first epoch
 * @param lastEpoch when the newest epoch began, or null if this operator began none
 * @param waiting what is held back for the next epoch, or null
 * @param slow nodes that others found slow
 */
public record Timers(
        Map<String, Instant> notReadySince,
        @Nullable Instant firstReady,
        @Nullable Instant lastEpoch,
        @Nullable Waiting waiting,
        SlowNodes slow) {
    public static final Timers NONE = new Timers(Map.of(), null, null, null, SlowNodes.NONE);

    /** So many changes of ownership wait for the next epoch, and were as many since then. */
    record Waiting(int changes, Instant since) {}

    public Timers {
        notReadySince = Map.copyOf(notReadySince);
    }
}
