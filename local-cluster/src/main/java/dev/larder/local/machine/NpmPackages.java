package dev.larder.local.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * A program from npm, installed on first use and kept in the user's cache under the key of its recipe.
 *
 * @param name of the directory, before the key
 * @param recipe with {@code package.json}, {@code package-lock.json} and what else belongs beside {@code node_modules}
 * @param what it is, for whoever waits or lacks Node.js
 */
public record NpmPackages(String name, Recipe recipe, String what) {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /**
     * The directory with {@code node_modules}. Any number of processes may ask at the same time.
     *
     * @throws MachineException when that is impossible; the message says what to do
     */
    public Path install(Directories directories, Progress progress) {
        var home = directories.cache().resolve("npm").resolve(name + "-" + recipe.key());
        if (!Files.isDirectory(home)) {
            var lock = directories.cache().resolve("lock").resolve(home.getFileName() + ".lock");
            try (var held = LockFile.take(
                    lock, LIMIT, () -> progress.step("waiting for another process that installs " + what))) {
                if (!Files.isDirectory(home)) {
                    download(directories, home, progress);
                }
            }
        }
        return home;
    }

    private void download(Directories directories, Path home, Progress progress) {
        if (!Command.of("sh", "-c", "command -v node && command -v npm")
                .attempt()
                .ok()) {
            throw new MachineException("Node.js 20 or newer with npm is needed for " + what + ": install them and put"
                    + " them on PATH (on Debian and Ubuntu: sudo apt-get install nodejs npm).");
        }
        progress.step("installing " + what + " from npm, once (about 1 minute)");
        var work = directories
                .cache()
                .resolve("build")
                .resolve(home.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Directories.delete(work);
            recipe.extract(work);
            Command.of("npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund")
                    .in(work)
                    .within(LIMIT)
                    .run();
            Files.createDirectories(home.resolveSibling(""));
            Files.move(work, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot install " + what + " into " + home, e);
        } finally {
            Directories.delete(work);
        }
    }
}
