package dev.larder.cache.conformance;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.LockFile;
import dev.larder.local.machine.NpmPackages;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The clients in other languages. Their packages are installed on first use and kept in the user's cache under the key
 * of their lock files.
 *
 * @param scripts a directory for the programs themselves, which are not kept
 */
record ClientPrograms(Directories directories, Progress progress, Path scripts) {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String PLACE = "/dev/larder/cache/conformance/";

    @FunctionalInterface
    private interface Installation {
        void into(Path directory);
    }

    Client javascript() throws IOException {
        var recipe = new Recipe(PLACE + "javascript", List.of("package.json", "package-lock.json"), "npm ci");
        var packages = new NpmPackages("blob-client", recipe, "Azure's blob client for JavaScript");
        var home = packages.install(directories, progress);
        var modules = home.resolve("node_modules").toString();
        return new ScriptClient(List.of("node", script("javascript", "reads.cjs")), Map.of("NODE_PATH", modules));
    }

    /** Also adlfs. Some of the packages are compiled for one version of Python. */
    Client python() throws IOException {
        var version = Command.of("python3", "--version").run().strip();
        var recipe = new Recipe(PLACE + "python", List.of("requirements.txt"), version);
        var home = installed(
                "pip",
                "blob-client",
                recipe,
                work -> Command.of(
                                "python3",
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--no-deps",
                                "--disable-pip-version-check",
                                "--target",
                                "lib",
                                "-r",
                                "requirements.txt")
                        .in(work)
                        .within(LIMIT)
                        .run());
        var path = home.resolve("lib").toString();
        return new ScriptClient(
                List.of("python3", script("python", "reads.py")),
                Map.of("PYTHONPATH", path, "PYTHONWARNINGS", "ignore"));
    }

    Client go() throws IOException {
        var recipe = new Recipe(PLACE + "go", List.of("go.mod", "go.sum", "main.go"), "go build");
        var home = installed(
                "go",
                "blob-client",
                recipe,
                work -> Command.of("go", "build", "-trimpath", "-o", "reads", ".")
                        .in(work)
                        .with(Map.of("CGO_ENABLED", "0", "GOFLAGS", "-buildvcs=false", "GOWORK", "off"))
                        .within(LIMIT)
                        .run());
        return new ScriptClient(List.of(home.resolve("reads").toString()), Map.of());
    }

    private Path installed(String kind, String name, Recipe recipe, Installation installation) throws IOException {
        var home = directories.cache().resolve(kind).resolve(name + "-" + recipe.key());
        if (Files.isDirectory(home)) {
            return home;
        }
        var lock = directories.cache().resolve("lock").resolve(kind + "-" + home.getFileName() + ".lock");
        try (var held = LockFile.take(lock, LIMIT, () -> progress.step("waiting for another process: " + home))) {
            if (!Files.isDirectory(home)) {
                install(home, kind, recipe, installation);
            }
        }
        return home;
    }

    private void install(Path home, String kind, Recipe recipe, Installation installation) throws IOException {
        progress.step("installing a blob client with " + kind + ", once (1 to 3 minutes)");
        var unique =
                kind + "-" + home.getFileName() + "." + ProcessHandle.current().pid();
        var work = directories.cache().resolve("build").resolve(unique);
        try {
            Directories.delete(work);
            recipe.extract(work);
            installation.into(work);
            Files.createDirectories(home.resolveSibling(""));
            Files.move(work, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Directories.delete(work);
        }
    }

    private String script(String language, String file) throws IOException {
        new Recipe(PLACE + language, List.of(file), "").extract(scripts);
        return scripts.resolve(file).toString();
    }
}
