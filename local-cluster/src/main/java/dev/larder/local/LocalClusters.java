package dev.larder.local;

import dev.larder.local.binaries.Packages;
import dev.larder.local.machine.Command;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.state.ClusterHome;
import dev.larder.local.state.Remainders;
import java.time.Duration;
import java.util.List;

/** What clusters can run on this machine, and which do. */
public final class LocalClusters {
    public static final String K3S_IMAGE = "rancher/k3s:v1.36.1-k3s1";

    private static final Duration DOCKER_ANSWERS = Duration.ofSeconds(10);
    private static final Duration REGISTRY_ANSWERS = Duration.ofSeconds(20);

    private LocalClusters() {}

    /**
     * One way to have a cluster.
     *
     * @param reason in one line: why it can run, or what would enable it
     */
    public record Availability(String implementation, boolean usable, String reason) {}

    /** Nodes made of namespaces: any number of them, zones, power cuts. Looks only; nothing is started or installed. */
    public static Availability bare() {
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

    /** One node in a container, which ends with the process that started it. Looks only; nothing is pulled. */
    public static Availability k3s() {
        var name = "k3s container";
        if (!System.getProperty("os.name").equals("Linux")) {
            return new Availability(name, false, "needs Linux, since images are made of this machine's C library");
        }
        if (!answers(DOCKER_ANSWERS, "docker info")) {
            return new Availability(name, false, "needs a Docker engine that answers `docker info`");
        }
        // An engine without a registry is of no use, unless somebody brought the image.
        return answers(
                        REGISTRY_ANSWERS,
                        "docker image inspect %1$s || docker manifest inspect %1$s".formatted(K3S_IMAGE))
                ? new Availability(name, true, "Docker answers and has, or can pull, " + K3S_IMAGE)
                : new Availability(name, false, "Docker answers, but neither has nor can pull " + K3S_IMAGE);
    }

    private static boolean answers(Duration limit, String command) {
        return Command.of("sh", "-c", command).within(limit).attempt().ok();
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
