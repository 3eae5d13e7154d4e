package dev.larder.local.bare;

import dev.larder.local.LocalNode;
import dev.larder.local.LocalNode.State;
import dev.larder.local.machine.Command;
import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Tail;
import dev.larder.local.network.LinkLimit;
import dev.larder.local.network.Namespace;
import dev.larder.local.state.Cgroups;
import dev.larder.local.state.ClusterHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node: its disk, its power and its cable. What it remembers is on its disk, so that any process can go on. */
record BareNode(ClusterHome home, Hub hub, NodePlace place) {
    private static final String PLUGGED_IN = "plugged-in";
    private static final String UNPLUGGED = "unplugged";
    private static final String LIMIT = "link-limit";
    private static final Duration IMPORT = Duration.ofMinutes(5);

    String name() {
        return place.name();
    }

    Path disk() {
        return home.file("nodes/" + name());
    }

    /** Boots the node; returns before Kubernetes knows of it. */
    void powerOn(Path bootScript) {
        if (daemon().isPresent()) {
            throw new MachineException(name() + " is on already");
        }
        delete(PLUGGED_IN);
        delete(UNPLUGGED);
        var group = place.cgroup(hub.plan());
        home.rememberCgroup(group);
        Cgroups.create(group);
        var outer = Daemon.start(
                home.directory(),
                name(),
                List.of(
                        "unshare",
                        "--net",
                        "--mount",
                        "--propagation",
                        "private",
                        "--uts",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        bootScript.toString()),
                Map.of());
        hub.plugIn(place.index(), Namespace.of(outer));
        read(LIMIT).ifPresent(limit -> shape(new LinkLimit(Long.parseLong(limit))));
        home.write("nodes/" + name() + "/" + PLUGGED_IN, "");
    }

    /** When it was last switched on; {@link Instant#MAX} while it never was. */
    Instant bootedAt() {
        try {
            return Files.getLastModifiedTime(home.file("nodes/" + name() + "/" + PLUGGED_IN))
                    .toInstant();
        } catch (NoSuchFileException off) {
            return Instant.MAX;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything on the node ends at once; its disk stays as it is. */
    void powerOff() {
        daemon().orElseThrow(() -> new MachineException(name() + " is off already"))
                .kill();
    }

    void pullCable() {
        namespace();
        hub.cable(place.index(), false);
        home.write("nodes/" + name() + "/" + UNPLUGGED, "");
    }

    void plugCable() {
        namespace();
        hub.cable(place.index(), true);
        delete(UNPLUGGED);
    }

    /** Limits the link in each direction, now and after power cuts. */
    void limit(LinkLimit limit) {
        shape(limit);
        home.write("nodes/" + name() + "/" + LIMIT, Long.toString(limit.bitsPerSecond()));
    }

    void unlimit() {
        delete(LIMIT);
        hub.cable(place.index(), namespace()).unlimit();
    }

    private void shape(LinkLimit limit) {
        hub.cable(place.index(), namespace()).limit(limit);
    }

    /** Puts images onto the disk of a node that has never been on. */
    void equip(UnpackedImages images) {
        images.giveTo(disk().resolve("containerd"));
    }

    /** Puts an image into a node that is on; does nothing when it has it or will find it at its next start. */
    void importImage(Path archive, Path ctr) {
        var mark = disk().resolve("imported").resolve(archive.getFileName());
        if (!on() || Files.exists(mark)) {
            return;
        }
        var line = new ArrayList<>(namespace().joinAll());
        line.addAll(List.of(ctr.toString(), "--namespace", "k8s.io", "images", "import", archive.toString()));
        Command.of(line).within(IMPORT).run();
        home.write("nodes/" + name() + "/imported/" + archive.getFileName(), "");
    }

    /** Forgets the node and its disk. */
    void remove() {
        daemon().ifPresent(Daemon::kill);
        Cgroups.remove(place.cgroup(hub.plan()));
        Directories.delete(disk());
    }

    /** Told in errors: what its servers said last. */
    String lastWords() {
        var words = new StringBuilder();
        for (var server : List.of("", "-containerd", "-kubelet")) {
            var log = home.file("log/" + name() + server + ".log");
            words.append("== ")
                    .append(log)
                    .append('\n')
                    .append(Tail.of(log, 12))
                    .append('\n');
        }
        return words.toString();
    }

    boolean on() {
        return daemon().isPresent();
    }

    LocalNode describe() {
        var state = !on() ? State.OFF : Files.exists(disk().resolve(UNPLUGGED)) ? State.UNPLUGGED : State.ON;
        return new LocalNode(name(), place.zone(), place.pool(), hub.plan().node(place.index()), state);
    }

    private Optional<Daemon> daemon() {
        return Daemon.find(home.directory(), name()).filter(Daemon::alive);
    }

    private Namespace namespace() {
        return Namespace.of(daemon().orElseThrow(() -> new MachineException(name() + " is off")));
    }

    private Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(disk().resolve(file)).strip());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private void delete(String file) {
        try {
            Files.deleteIfExists(disk().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
