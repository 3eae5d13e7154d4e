package dev.larder.operator.nodes;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of Nodes and cache pods now. Thread-safe; nothing blocks. */
public interface Seen {
    /** Whether both lists are complete. */
    boolean isSynced();

    /** A live view. */
    Collection<NodeRecord> nodes();

    @Nullable
    NodeRecord node(String name);

    List<PodRecord> pods(String namespace, String cluster);

    /**
     * Rises with every change of that CacheCluster's pods, and when a Node comes, goes or has other labels; not when a
     * Node is ready or cordoned. While it stays the same, so does everything that follows from these alone.
     */
    long changes(String namespace, String cluster);

    /** Whether there is such a Node and its kubelet is heard. */
    default boolean ready(String name) {
        NodeRecord node = node(name);
        return node != null && node.ready();
    }

    /** Whether there is such a Node, and it is to be emptied. */
    default boolean leaving(String name) {
        NodeRecord node = node(name);
        return node != null && node.leaving() != null;
    }
}
