package dev.larder.local;

import dev.larder.local.binaries.Packages;
import dev.larder.local.machine.Command;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.state.ClusterHome;
import dev.larder.local.state.Remainders;
import java.util.List;

/** What clusters can run on this machine, and which do. */
public final class LocalClusters {
    private LocalClusters() {}

    /**
     * One way to have a cluster.
     *
     * @param reason in one line: why it can run, or what would enable it
     */
    public record Availability(String implementation, boolean usable, String reason) {}

    /** Both implementations, the fuller one first. Looks only; nothing is started or installed. */
    public static List<Availability> available() {
        return List.of(bare(), k3s());
    }

    private static Availability bare() {
        var name = "bare nodes";
        if (!System.getProperty("os.name").equals("Linux")) {
            return new Availability(name, false, "needs Linux");
        }
        if (!System.getProperty("user.name").equals("root")) {
            return new Availability(name, false, "needs root: run it with sudo");
        }
        if (!Command.of("sh", "-c", "command -v unshare && unshare --net --mount --pid --fork true")
                .attempt()
                .ok()) {
            return new Availability(
                    name, false, "may not make namespaces here: run it on a machine or with the capability SYS_ADMIN");
        }
        var missing = Packages.missing();
        return new Availability(
                name,
                true,
                missing.isEmpty()
                        ? "Linux, root and all packages are here"
                        : "Linux and root; these packages are still to be installed: " + String.join(", ", missing));
    }

    private static Availability k3s() {
        var name = "k3s container";
        return Command.of("sh", "-c", "docker version").attempt().ok()
                ? new Availability(name, true, "a container engine answers; it must be able to pull the k3s image")
                : new Availability(name, false, "needs a Docker engine that answers `docker version` and can pull");
    }

    /** Names of the clusters of this user, running or left behind, in order. */
    public static List<String> names() {
        return ClusterHome.all(Directories.ofUser()).stream()
                .map(ClusterHome::name)
                .toList();
    }

    /** Ends what clusters left behind whose owner was killed; returns their names. Every start does so first. */
    public static List<String> reap() {
        return Remainders.clear(Directories.ofUser(), Progress.silent());
    }

    /**
     * Ends a cluster, whoever started it and however much of it still runs.
     *
     * @throws MachineException when there is none of that name
     */
    public static void end(String name) {
        ClusterHome.find(Directories.ofUser(), name)
                .orElseThrow(
                        () -> new MachineException("there is no cluster named \"" + name + "\"; there are " + names()))
                .destroy();
    }
}
