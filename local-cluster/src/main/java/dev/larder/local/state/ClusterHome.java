package dev.larder.local.state;

import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The directory of one cluster: its processes, logs, keys and disks, and the process that owns it. A cluster whose owner
 * died without letting go of it is a remainder that anyone may clear away.
 */
public record ClusterHome(String name, Path directory) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?");
    private static final String DETACHED = "detached";
    private static final String OWNER = "owner";
    private static final String CGROUPS = "cgroups";

    /** A directory without an owner is being made right now, unless it is older than this. */
    private static final Duration BIRTH = Duration.ofSeconds(30);

    /**
     * Makes the directory; this process owns it.
     *
     * @throws MachineException when a cluster of that name is there already, or the name cannot be one
     */
    public static ClusterHome create(Directories directories, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new MachineException(
                    "a cluster's name is 1 to 30 lower-case letters, digits and hyphens, not \"" + name + "\"");
        }
        var directory = clusters(directories).resolve(name);
        try {
            Files.createDirectories(directory.resolveSibling(""));
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            var home = new ClusterHome(name, directory);
            Files.writeString(home.file(OWNER), ProcessId.self().toString());
            return home;
        } catch (FileAlreadyExistsException e) {
            throw new MachineException("a cluster named \"" + name + "\" exists already (" + directory + ")", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory, e);
        }
    }

    /** All clusters of this user on this machine, living or not, by name. */
    public static List<ClusterHome> all(Directories directories) {
        var clusters = clusters(directories);
        if (!Files.isDirectory(clusters)) {
            return List.of();
        }
        try (var entries = Files.list(clusters)) {
            return entries.map(entry -> new ClusterHome(entry.getFileName().toString(), entry))
                    .sorted(Comparator.comparing(ClusterHome::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Optional<ClusterHome> find(Directories directories, String name) {
        return all(directories).stream().filter(home -> home.name.equals(name)).findFirst();
    }

    public Path file(String relative) {
        return directory.resolve(relative);
    }

    /** Makes a directory inside. */
    public Path make(String relative) {
        try {
            return Files.createDirectories(file(relative));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(String relative, String text) {
        try {
            Files.writeString(file(relative), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the cluster belongs to no process and stays until someone ends it. */
    public void detach() {
        write(OWNER, DETACHED);
    }

    /** Whether its owner has died without letting go of it, or it was let go of and the machine has restarted since. */
    public boolean abandoned() {
        try {
            var owner = Files.readString(file(OWNER));
            if (owner.equals(DETACHED)) {
                return Daemon.all(directory).stream().noneMatch(Daemon::alive);
            }
            return ProcessId.parse(owner).filter(ProcessId::alive).isEmpty() && (!owner.isEmpty() || old());
        } catch (IOException noOwner) {
            return old();
        }
    }

    private boolean old() {
        try {
            return Files.getLastModifiedTime(directory)
                    .toInstant()
                    .isBefore(Instant.now().minus(BIRTH));
        } catch (IOException gone) {
            return false;
        }
    }

    /** Remembers, before it is made, a control group that must go with the cluster. */
    public synchronized void rememberCgroup(String group) {
        try {
            Files.writeString(file(CGROUPS), group + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends every process of the cluster and removes everything it left: control groups, files, the directory. */
    public void destroy() {
        endProcesses();
        if (Files.exists(file(CGROUPS))) {
            try {
                Files.readAllLines(file(CGROUPS)).stream().distinct().forEach(Cgroups::remove);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        // On Ctrl-C another thread may still be starting something.
        endProcesses();
        Directories.delete(directory);
    }

    private void endProcesses() {
        // An API server that loses etcd first lingers for a minute.
        Daemon.all(directory).stream()
                .sorted(Comparator.comparing(daemon -> !daemon.name().equals("kube-apiserver")))
                .forEach(Daemon::kill);
    }

    private static Path clusters(Directories directories) {
        return directories.state().resolve("clusters");
    }
}
