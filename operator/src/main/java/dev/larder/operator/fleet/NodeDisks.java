package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheClusterSpec;
import dev.larder.crds.cluster.Disk;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the disks of a node are in the cache pod: {@code /var/lib/larder}, {@code /var/lib/larder-1} and so on, whatever
 * their paths on the node are.
 */
final class NodeDisks {

    private static final String ROOT = "/var/lib/larder";

    /**
     * @param volume its name in the pod
     * @param path in the container
     */
    record Mounted(Disk disk, String volume, String path) {

        /** As {@code --store} takes it. */
        String option() {
            return path + "=" + disk.capacitySize().bytes();
        }
    }

    private NodeDisks() {}

    /**
     * In the order of the spec. The first has no number, as when there could be only one: what is cached on it would
     * stay where it is, but pods would be replaced for nothing.
     */
    static List<Mounted> of(CacheClusterSpec spec) {
        List<Mounted> mounted = new ArrayList<>();
        for (Disk disk : spec.storage().disks()) {
            String suffix = mounted.isEmpty() ? "" : "-" + mounted.size();
            mounted.add(new Mounted(disk, "store" + suffix, ROOT + suffix));
        }
        return mounted;
    }
}
