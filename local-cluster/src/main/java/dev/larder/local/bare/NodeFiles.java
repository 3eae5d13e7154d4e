package dev.larder.local.bare;

import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Packages;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.control.Tuning;
import dev.larder.local.machine.Command;
import dev.larder.local.state.ClusterHome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The configuration of a node's servers, written to its disk before each start. */
record NodeFiles(ClusterHome home, NetworkPlan plan, ClusterSettings settings, Path cache) {
    /** A kubelet would like a million; more than the machine's limit cannot be had. */
    private static final long WANTED_FILES = 1_000_000;

    static final String PAUSE_IMAGE = "larder.local/pause:" + Toolset.PAUSE.version();

    /** @return the script that boots the node */
    Path write(NodePlace place, Binaries binaries) {
        var disk = home.make("nodes/" + place.name());
        home.make("nodes/" + place.name() + "/cni");
        var values = values(place, binaries, disk);
        put(place, "containerd.toml", "containerd.toml", values);
        put(place, "network.conflist", "cni/10-pods.conflist", values);
        put(place, "kubelet.yaml", "kubelet.yaml", values);
        put(place, "proxy.yaml", "proxy.yaml", values);
        put(place, "boot.sh", "boot.sh", values);
        return disk.resolve("boot.sh");
    }

    private void put(NodePlace place, String template, String file, Map<String, String> values) {
        home.write(
                "nodes/" + place.name() + "/" + file, Template.named(template).fill(values));
    }

    private Map<String, String> values(NodePlace place, Binaries binaries, Path disk) {
        Tuning tuning = settings.tuning();
        var values = new HashMap<>(place.values(plan));
        values.put("HOME", home.directory().toString());
        values.put("CACHE", cache.toString());
        values.put("DISK", disk.toString());
        values.put("CONTAINERD", binaries.directory(Toolset.CONTAINERD).toString());
        values.put("KUBERNETES", binaries.directory(Toolset.KUBERNETES).toString());
        values.put("PAUSE", binaries.program(Toolset.PAUSE, "pause").toString());
        values.put("PAUSE_IMAGE", PAUSE_IMAGE);
        values.put("PLUGINS", Packages.networkPlugins().toString());
        values.put("RUNC", Packages.runc().toString());
        values.put("LABELS", place.kubeletLabels(settings.instanceType()));
        values.put("DNS", plan.dns());
        values.put("ALL_PODS", plan.allPods());
        values.put("OPEN_FILES", Long.toString(openFiles()));
        values.put("STATUS_PERIOD", tuning.nodePeriod().toMillis() + "ms");
        // A kubelet renews its lease four times in this span.
        values.put(
                "LEASE_SECONDS", Long.toString(Math.min(40, tuning.nodeGrace().toSeconds())));
        return values;
    }

    private static long openFiles() {
        var limit = Command.of("sh", "-c", "ulimit -Hn").run().strip();
        return limit.equals("unlimited") ? WANTED_FILES : Math.min(WANTED_FILES, Long.parseLong(limit));
    }
}
