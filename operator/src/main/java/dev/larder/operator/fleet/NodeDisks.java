package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheClusterSpec;
import dev.larder.crds.cluster.Disk;
import dev.larder.crds.cluster.Memory;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the disks of a node are in the cache pod: {@code /var/lib/larder}, {@code /var/lib/larder-1} and so on, whatever
 * their paths on the node are. A store in memory is at the first of these.
 */
final class NodeDisks {

    private static final String ROOT = "/var/lib/larder";
    private static final long MIB = 1L << 20;

    /** For the node's own files beside the store: map, catalog and manifests. */
    private static final long OWN_FILES = 64 * MIB;

    /**
     * @param volume its name in the pod
     * @param path in the container
     * @param bytes that chunks may take there
     * @param hostPath directory of the node; null: memory
     */
    record Mounted(
            String volume,
            String path,
            long bytes,
            @Nullable String hostPath) {

        /** As {@code --store} takes it. */
        String option() {
            return path + "=" + bytes;
        }

        Volume asVolume() {
            if (hostPath == null) {
                return new VolumeBuilder()
                        .withName(volume)
                        .withNewEmptyDir()
                        .withMedium("Memory")
                        .withSizeLimit(new Quantity(Long.toString(withReserve(bytes))))
                        .endEmptyDir()
                        .build();
            }
            return new VolumeBuilder()
                    .withName(volume)
                    .withNewHostPath()
                    .withPath(hostPath)
                    .withType("DirectoryOrCreate")
                    .endHostPath()
                    .build();
        }
    }

    private NodeDisks() {}

    /**
     * In the order of the spec. The first has no number, as when there could be only one: what is cached on it would
     * stay where it is, but pods would be replaced for nothing.
     */
    static List<Mounted> of(CacheClusterSpec spec) {
        Memory memory = spec.storage().memory();
        if (memory != null) {
            return List.of(new Mounted("store", ROOT, memory.capacitySize().bytes(), null));
        }
        List<Mounted> mounted = new ArrayList<>();
        for (Disk disk : spec.storage().disks()) {
            String suffix = mounted.isEmpty() ? "" : "-" + mounted.size();
            mounted.add(new Mounted(
                    "store" + suffix, ROOT + suffix, disk.capacitySize().bytes(), disk.path()));
        }
        return mounted;
    }

    /** What the store takes of the pod's memory; 0 if it is on disks. */
    static long memoryBytes(CacheClusterSpec spec) {
        Memory memory = spec.storage().memory();
        return memory == null ? 0 : withReserve(memory.capacitySize().bytes());
    }

    /** A cache node leaves as much as a segment of its file system free: see {@code StoreConfig}. */
    private static long withReserve(long capacity) {
        return capacity + Math.clamp(capacity / 64, MIB, 256 * MIB) + OWN_FILES;
    }
}
