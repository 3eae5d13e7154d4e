package dev.larder.model.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a map with the changes that were made to them, which are few where the map is large: what does not change is
 * not copied before the next map is made. Not thread-safe.
 */
final class EditedNodes {
    private final ClusterMap base;
    /** By name; {@code null} is removed. */
    private final TreeMap<String, @Nullable CacheNode> changed = new TreeMap<>();
    /** Nodes that are not draining and had a share before; -1 until somebody asks. */
    private int previousOwners = -1;

    EditedNodes(ClusterMap base) {
        this.base = base;
    }

    @Nullable
    CacheNode get(String name) {
        return changed.containsKey(name) ? changed.get(name) : before(name);
    }

    void put(CacheNode node) {
        count(get(node.name()), node);
        changed.put(node.name(), node);
    }

    void remove(String name) {
        count(get(name), null);
        changed.put(name, null);
    }

    /** Whether a node that is not draining had a share before. */
    boolean anyPreviousOwner() {
        if (previousOwners < 0) {
            previousOwners = (int) inOrder().stream().filter(EditedNodes::owned).count();
        }
        return previousOwners > 0;
    }

    private void count(@Nullable CacheNode before, @Nullable CacheNode after) {
        if (previousOwners >= 0) {
            previousOwners += (owned(after) ? 1 : 0) - (owned(before) ? 1 : 0);
        }
    }

    private static boolean owned(@Nullable CacheNode node) {
        return node != null && node.previousWeight() > 0 && node.state() != NodeState.DRAINING;
    }

    /** All of them, in the order of their names. A list of its own. */
    List<CacheNode> inOrder() {
        List<CacheNode> all = new ArrayList<>(base.size() + changed.size());
        var changes = changed.entrySet().iterator();
        Map.@Nullable Entry<String, @Nullable CacheNode> next = changes.hasNext() ? changes.next() : null;
        for (CacheNode node : base.nodes()) {
            while (next != null && next.getKey().compareTo(node.name()) < 0) {
                add(all, next.getValue());
                next = changes.hasNext() ? changes.next() : null;
            }
            if (next != null && next.getKey().equals(node.name())) {
                add(all, next.getValue());
                next = changes.hasNext() ? changes.next() : null;
            } else {
                all.add(node);
            }
        }
        while (next != null) {
            add(all, next.getValue());
            next = changes.hasNext() ? changes.next() : null;
        }
        return all;
    }

    private static void add(List<CacheNode> all, @Nullable CacheNode node) {
        if (node != null) {
            all.add(node);
        }
    }

    /** The next map. */
    ClusterMap map(long version, long epoch) {
        return replaceOnly()
                ? new ClusterMap(base, version, epoch, changed.values())
                : new ClusterMap(version, epoch, base.levels(), inOrder());
    }

    /** Whether each change is of a node that was there before, at the same place. */
    private boolean replaceOnly() {
        for (var change : changed.entrySet()) {
            CacheNode before = before(change.getKey());
            CacheNode after = change.getValue();
            if (before == null || after == null || !before.location().equals(after.location())) {
                return false;
            }
        }
        return true;
    }

    /** Whether anything is not as in the base map. */
    boolean differ() {
        for (var change : changed.entrySet()) {
            CacheNode before = before(change.getKey());
            CacheNode after = change.getValue();
            if (after == null ? before != null : !after.equals(before)) {
                return true;
            }
        }
        return false;
    }

    boolean ownersMayDiffer() {
        for (var change : changed.entrySet()) {
            CacheNode before = before(change.getKey());
            CacheNode after = change.getValue();
            int had = before == null ? 0 : before.weight();
            int has = after == null ? 0 : after.weight();
            if (had != has || (had > 0 && before != null && after != null && !before.samePlace(after))) {
                return true;
            }
        }
        return false;
    }

    private @Nullable CacheNode before(String name) {
        int index = base.indexOf(name);
        return index < 0 ? null : base.node(index);
    }
}
