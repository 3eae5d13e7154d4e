package dev.larder.local.binaries;

import dev.larder.local.machine.Directories;
import dev.larder.local.machine.LockFile;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs of a local cluster. What is missing is built from its Go module on first use, once per machine and
 * version, and kept in the user's cache. Safe for several threads and processes.
 */
public final class Binaries {
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Directories directories;
    private final Progress progress;

    public Binaries(Directories directories, Progress progress) {
        this.directories = directories;
        this.progress = progress;
    }

    /**
     * The directory with the programs of the set.
     *
     * @throws MachineException when they are not built yet and cannot be built; the message says what to do
     */
    public Path directory(Toolset tools) {
        var directory = home(tools);
        if (!Files.isDirectory(directory)) {
            var lock = directories.cache().resolve("lock").resolve(directory.getFileName() + ".lock");
            try (var held = LockFile.take(
                    lock, LIMIT, () -> progress.step("waiting for another process that builds " + tools.label()))) {
                if (!Files.isDirectory(directory)) {
                    build(tools, directory);
                }
            }
        }
        return directory;
    }

    public Path program(Toolset tools, String name) {
        return directory(tools).resolve(name);
    }

    private Path home(Toolset tools) {
        var name = "%s-%s-%s"
                .formatted(tools.label(), tools.version(), tools.recipe().key());
        return directories.cache().resolve("bin").resolve(name);
    }

    private void build(Toolset tools, Path directory) {
        Go.check();
        var work = directories
                .cache()
                .resolve("build")
                .resolve(directory.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Directories.delete(work);
            tools.recipe().extract(work);
            var target = Files.createDirectories(work.resolve("out"));
            var line = new ArrayList<>(List.of("nice", "go"));
            line.addAll(tools.build(target.toString()));
            progress.step("building %s %s, once (%s with empty caches)"
                    .formatted(tools.label(), tools.version(), tools.duration()));
            new Compilation(tools.label(), line, work, progress, LIMIT).run();
            Files.createDirectories(directory.getParent());
            Files.move(target, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + tools.label() + " in " + work, e);
        } finally {
            Directories.delete(work);
        }
    }
}
