package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a node keeps cached bytes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.disks) != has(self.memory)",
        message = "storage has either disks or memory, for example disks: [{path: /mnt/nvme0/larder, capacity: 3Ti}]")
@ValidationRule(
        value = "has(self.memory) == has(oldSelf.memory)",
        message =
                "storage cannot move between disks and memory, because what was cached would stay behind: create another"
                        + " CacheCluster, move the Datasets there, then delete this one")
public record Storage(
        @Size(min = 1, max = Storage.MOST_DISKS)
        @ValidationRule(
                value = "oldSelf.all(o, self.exists(d, d.path == o.path))",
                message =
                        "a disk cannot be removed or get another path, because what was cached there would stay behind: create"
                                + " another CacheCluster with the new paths, move the Datasets there, then delete this one")
        @ValidationRule(
                value =
                        "self.all(d, self.exists_one(e, e.path == d.path) && !self.exists(e, e.path.startsWith(d.path + '/')))",
                message = "each disk has a path of its own, and none lies within another")
        @JsonPropertyDescription(
                "The disks of each node. Each gets its part of the chunks by capacity; when one fails the node goes on with"
                        + " the others. Disks can be added later, not removed.")
        List<Disk> disks,

        @JsonPropertyDescription(
                "Instead of disks: the memory of each node. What is cached survives a restart of the container, not of the"
                        + " pod.")
        @Nullable
        Memory memory) {

    static final int MOST_DISKS = 16;

    public Storage {
        disks = disks == null ? List.of() : List.copyOf(disks);
    }

    /** What the cache may take on all disks of a node together, or of its memory, in bytes. */
    public long capacityBytes() {
        return memory != null
                ? memory.capacitySize().bytes()
                : disks.stream().mapToLong(disk -> disk.capacitySize().bytes()).sum();
    }
}
