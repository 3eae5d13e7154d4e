package dev.larder.local.state;

import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Control groups, of version 1 (one hierarchy per controller) or 2. */
public final class Cgroups {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private Cgroups() {}

    /** Whether one hierarchy holds all controllers. */
    public static boolean unified() {
        return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    }

    /** Makes a group at the top of every hierarchy, fit to hold a kubelet's groups. */
    public static void create(String group) {
        try {
            for (var root : hierarchies()) {
                if (Files.exists(root.resolve("cgroup.controllers"))) {
                    delegate(root);
                }
                var directory = Files.createDirectories(root.resolve(group));
                if (Files.exists(root.resolve("cgroup.controllers"))) {
                    delegate(directory);
                }
                for (var set : List.of("cpuset.cpus", "cpuset.mems")) {
                    // Version 1 starts empty, and an empty set takes no process.
                    if (Files.exists(root.resolve(set)) && !Files.exists(root.resolve("cgroup.controllers"))) {
                        Files.writeString(directory.resolve(set), Files.readString(root.resolve(set)));
                    }
                }
            }
        } catch (IOException e) {
            throw new MachineException("cannot make the control group " + group + ": " + e.getMessage(), e);
        }
    }

    private static void delegate(Path group) throws IOException {
        var controllers = Files.readString(group.resolve("cgroup.controllers")).strip();
        for (var controller : controllers.isEmpty() ? new String[0] : controllers.split(" ")) {
            try {
                Files.writeString(group.resolve("cgroup.subtree_control"), "+" + controller);
            } catch (IOException notDelegable) {
                // Some controllers cannot be used by some kernels; the kubelet says so if it misses one.
            }
        }
    }

    /** Removes a group whose processes have ended, and the groups in it, from every hierarchy. */
    public static void remove(String group) {
        for (var root : hierarchies()) {
            var directory = root.resolve(group);
            Wait.until(LIMIT, () -> removed(directory), () -> "the control group " + directory + " is still in use");
        }
    }

    private static boolean removed(Path directory) {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (var group : all.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(group);
            }
            return true;
        } catch (IOException | UncheckedIOException stillEnding) {
            return false;
        }
    }

    private static List<Path> hierarchies() {
        try {
            return Files.readAllLines(MOUNTS).stream()
                    .map(line -> line.split(" "))
                    .filter(mount -> mount[2].equals("cgroup") || mount[2].equals("cgroup2"))
                    .map(mount -> Path.of(mount[1]))
                    .filter(Files::isDirectory)
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
