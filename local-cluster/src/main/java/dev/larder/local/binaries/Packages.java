package dev.larder.local.binaries;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Programs that come from the Linux distribution, because they belong to its kernel or C library. */
public final class Packages {
    private static final List<String> SYSTEM_PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final List<String> PLUGIN_PATH = List.of("/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni");

    /** A file that must be there, where it may be, and the Debian package that brings it. */
    private record Need(String file, List<String> places, String debianPackage) {
        boolean met() {
            return find(file, places) != null;
        }
    }

    private static final List<Need> NODES = List.of(
            new Need("runc", SYSTEM_PATH, "runc"),
            new Need("ptp", PLUGIN_PATH, "containernetworking-plugins"),
            new Need("portmap", PLUGIN_PATH, "containernetworking-plugins"),
            new Need("iptables", SYSTEM_PATH, "iptables"),
            new Need("ip", SYSTEM_PATH, "iproute2"),
            new Need("tc", SYSTEM_PATH, "iproute2"),
            new Need("nsenter", SYSTEM_PATH, "util-linux"),
            new Need("unshare", SYSTEM_PATH, "util-linux"));

    private Packages() {}

    /**
     * Makes sure that nodes can run here: installs what is missing (root on Debian or Ubuntu), else says how to.
     *
     * @throws MachineException naming the exact commands when something is missing and cannot be installed
     */
    public static void requireForNodes(Progress progress) {
        var missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        var install = new ArrayList<>(List.of("apt-get", "install", "-y", "--no-install-recommends"));
        install.addAll(missing);
        if (!System.getProperty("user.name").equals("root") || find("apt-get", SYSTEM_PATH) == null) {
            throw new MachineException(
                    "Missing on this machine: %s. Install them (on Debian and Ubuntu: sudo apt-get update && sudo %s)."
                            .formatted(String.join(", ", missing), String.join(" ", install)));
        }
        progress.step("installing " + String.join(", ", missing) + " with apt-get");
        var quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
        Command.of("apt-get", "update")
                .with(quiet)
                .within(Duration.ofMinutes(5))
                .run();
        Command.of(install).with(quiet).within(Duration.ofMinutes(10)).run();
        var still = missing();
        if (!still.isEmpty()) {
            throw new MachineException("apt-get installed these, but what they should bring is not there: " + still);
        }
    }

    /** Debian packages whose programs are not on this machine; empty when nodes can run. */
    public static List<String> missing() {
        return NODES.stream()
                .filter(need -> !need.met())
                .map(Need::debianPackage)
                .distinct()
                .toList();
    }

    /** @throws MachineException when it is not there */
    public static Path runc() {
        return existing("runc", SYSTEM_PATH);
    }

    /** The directory of the network plugins. @throws MachineException when it is not there */
    public static Path networkPlugins() {
        return existing("ptp", PLUGIN_PATH).resolveSibling("");
    }

    private static Path existing(String file, List<String> places) {
        var found = find(file, places);
        if (found == null) {
            throw new MachineException(file + " is in none of " + places);
        }
        return found;
    }

    private static @Nullable Path find(String file, List<String> places) {
        return places.stream()
                .map(place -> Path.of(place, file))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
