package dev.larder.operator.session;

import dev.larder.operator.catalog.DatasetPlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The Datasets of one CacheCluster. Two controllers tell of them, each from a watch of its own: one which exist, the
 * other what was admitted and listed. Either may be ahead, so nothing that one said is forgotten because the other has
 * not caught up. Thread-safe.
 */
final class Plans {
    private final Map<String, DatasetPlan> admitted = new ConcurrentHashMap<>();
    private volatile @Nullable Set<String> existing;

    /** Returns whether this is news. */
    boolean admit(DatasetPlan plan) {
        DatasetPlan before = admitted.put(plan.uid(), plan);
        return before == null || !plan.asksForTheSameAs(before);
    }

    /** Returns whether this is news. */
    boolean refuse(String uid) {
        return admitted.remove(uid) != null;
    }

    /** These Datasets exist now. Returns whether this is news. */
    synchronized boolean exist(Set<String> uids) {
        Set<String> before = existing;
        if (uids.equals(before)) {
            return false;
        }
        existing = Set.copyOf(uids);
        if (before != null) {
            // Only what was there and is gone; what was never there may be on its way.
            admitted.keySet().removeIf(uid -> before.contains(uid) && !uids.contains(uid));
        }
        return true;
    }

    /** Uids of the Datasets that exist, or null before anybody said. */
    @Nullable
    Set<String> existing() {
        return existing;
    }

    @Nullable
    DatasetPlan admitted(String uid) {
        return admitted.get(uid);
    }

    /** By uid, those that both exist and were admitted. */
    Map<String, DatasetPlan> held() {
        Set<String> there = existing;
        Map<String, DatasetPlan> held = new HashMap<>(admitted);
        held.keySet().removeIf(uid -> there == null || !there.contains(uid));
        return Map.copyOf(held);
    }
}
