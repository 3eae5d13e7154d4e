package dev.larder.local.azurite;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.LockFile;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The Azure Blob emulator, installed from npm on first use.
 *
 * @param home the directory with {@code node_modules}
 */
public record Azurite(Path home) {
    private static final Recipe RECIPE = new Recipe(
            "/dev/larder/local/npm/azurite", List.of("package.json", "package-lock.json", "guarded.cjs"), "npm ci");
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /**
     * The emulator from the user's cache, installed there if it is missing.
     *
     * @throws MachineException when that is impossible; the message says what to do
     */
    public static Azurite install(Directories directories, Progress progress) {
        var home = directories.cache().resolve("npm").resolve("azurite-" + RECIPE.key());
        if (!Files.isDirectory(home)) {
            var lock = directories.cache().resolve("lock").resolve(home.getFileName() + ".lock");
            try (var held = LockFile.take(
                    lock, LIMIT, () -> progress.step("waiting for another process that installs Azurite"))) {
                if (!Files.isDirectory(home)) {
                    download(directories, home, progress);
                }
            }
        }
        return new Azurite(home);
    }

    private static void download(Directories directories, Path home, Progress progress) {
        if (!Command.of("sh", "-c", "command -v node && command -v npm")
                .attempt()
                .ok()) {
            throw new MachineException(
                    "Node.js 20 or newer with npm is needed for Azurite, the Azure Blob emulator: install them and put"
                            + " them on PATH (on Debian and Ubuntu: sudo apt-get install nodejs npm).");
        }
        progress.step("installing Azurite from npm, once (about 1 minute)");
        var work = directories
                .cache()
                .resolve("build")
                .resolve(home.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Directories.delete(work);
            RECIPE.extract(work);
            Command.of("npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund")
                    .in(work)
                    .within(LIMIT)
                    .run();
            Files.createDirectories(home.resolveSibling(""));
            Files.move(work, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot install Azurite into " + home, e);
        } finally {
            Directories.delete(work);
        }
    }

    /**
     * How to run it so that it ends with the process that holds its standard input.
     *
     * @param port 0 for a free one, which it then prints
     * @param data where blobs are kept
     */
    public List<String> guarded(String host, int port, Path data) {
        return line("guarded.cjs", host, port, data);
    }

    /** How to run it until it is killed. */
    public List<String> detached(String host, int port, Path data) {
        return line("node_modules/azurite/dist/src/blob/main.js", host, port, data);
    }

    private List<String> line(String script, String host, int port, Path data) {
        return List.of(
                "node",
                home.resolve(script).toString(),
                "--blobHost",
                host,
                "--blobPort",
                Integer.toString(port),
                "--location",
                data.toString(),
                // A connection that the proxy keeps for reuse must outlive the pauses of a test.
                "--blobKeepAliveTimeout",
                "600",
                "--skipApiVersionCheck",
                "--loose",
                "--silent",
                "--disableTelemetry");
    }

    public Map<String, String> environment(StorageAccount account) {
        return Map.of("AZURITE_ACCOUNTS", account.name() + ":" + account.key());
    }
}
