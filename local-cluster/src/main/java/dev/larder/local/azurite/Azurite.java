package dev.larder.local.azurite;

import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.NpmPackages;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The Azure Blob emulator, installed from npm on first use.
 *
 * @param home the directory with {@code node_modules}
 */
public record Azurite(Path home) {
    private static final NpmPackages PACKAGES = new NpmPackages(
            "azurite",
            new Recipe(
                    "/dev/larder/local/npm/azurite",
                    List.of("package.json", "package-lock.json", "guarded.cjs"),
                    "npm ci"),
            "Azurite, the Azure Blob emulator");

    /**
     * The emulator from the user's cache, installed there if it is missing.
     *
     * @throws MachineException when that is impossible; the message says what to do
     */
    public static Azurite install(Directories directories, Progress progress) {
        return new Azurite(PACKAGES.install(directories, progress));
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
