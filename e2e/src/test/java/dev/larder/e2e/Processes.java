package dev.larder.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Container processes as the machine sees them: found by their environment, ended without being asked. */
final class Processes {
    private Processes() {}

    /** kill -9 of the cache process that the example's CacheCluster has on a node of this cluster. */
    static void killCache(InstalledLarder larder, String node) {
        killCache(larder, node, "gpu");
    }

    /** The same of another CacheCluster in its namespace. */
    static void killCache(InstalledLarder larder, String node, String cacheCluster) {
        kill(larder.nodes().getFirst().ip(), "LARDER_NODE=" + node, "LARDER_CLUSTER=larder/" + cacheCluster);
    }

    /** kill -9 of the operator's process. */
    static void killOperator(InstalledLarder larder) {
        kill(larder.nodes().getFirst().ip(), "LARDER_CACHE_IMAGE=");
    }

    /** @param variables each with the beginning of its value, at least */
    private static void kill(String ip, String... variables) {
        var found = ProcessHandle.allProcesses()
                .filter(process -> Stream.of(variables)
                        .allMatch(variable ->
                                environment(process).stream().anyMatch(entry -> entry.startsWith(variable))))
                .filter(process -> inCluster(process, ip))
                .toList();
        if (found.isEmpty()) {
            throw new AssertionError("no process with " + List.of(variables) + " in the cluster of " + ip);
        }
        found.forEach(ProcessHandle::destroyForcibly);
    }

    private static List<String> environment(ProcessHandle process) {
        return read(process, "environ");
    }

    /** Clusters may live side by side; the second part of a cluster's addresses also names its nodes' control groups. */
    private static boolean inCluster(ProcessHandle process, String ip) {
        return read(process, "cgroup").toString().contains("/larder" + ip.split("\\.")[1] + "-");
    }

    private static List<String> read(ProcessHandle process, String file) {
        try {
            var text = Files.readString(Path.of("/proc", Long.toString(process.pid()), file), UTF_8);
            return List.of(text.split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
