package dev.larder.operator.membership;

import dev.larder.model.map.ClusterMap;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one look at the cluster.
 *
 * @param map the next map, or the same object if nothing changes
 * @param wakeAt when to look again though nothing happens, or null
 */
public record Step(
        List<Decision> decisions,
        ClusterMap map,
        Timers timers,
        @Nullable Instant wakeAt) {}
