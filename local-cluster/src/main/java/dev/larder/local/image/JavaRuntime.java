package dev.larder.local.image;

import dev.larder.local.machine.Command;
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
import java.util.List;

/**
 * A Java runtime that holds only what the images need. Linked from the JDK that this program runs on, once per JDK, and
 * kept in the user's cache.
 */
final class JavaRuntime {
    /**
     * What jdeps finds for the operator and the cache node together, and what it cannot see: DNS for the naming API,
     * elliptic curves and Kerberos for TLS, monitoring by jcmd and JFR.
     */
    static final List<String> MODULES = List.of(
            "java.base",
            "java.compiler",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.rmi",
            "java.security.jgss",
            "java.security.sasl",
            "java.sql",
            "java.xml",
            "jdk.httpserver",
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    private static final List<String> OPTIONS = List.of(
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--compress=zip-6",
            "--add-modules=" + String.join(",", MODULES));

    private JavaRuntime() {}

    /**
     * The directory of the runtime.
     *
     * @throws MachineException when the JDK cannot link one
     */
    static Path of(Path jdk, Path cache, Progress progress) {
        var key = new Contents()
                .file(jdk.resolve("release"))
                .text(String.join(" ", OPTIONS))
                .key();
        var directory = cache.resolve("java-" + key);
        if (Files.isDirectory(directory)) {
            return directory;
        }
        try (var held = LockFile.take(
                cache.resolve("java-" + key + ".lock"),
                Duration.ofMinutes(10),
                () -> progress.step("waiting for jlink"))) {
            if (!Files.isDirectory(directory)) {
                link(jdk, directory, progress);
            }
        }
        return directory;
    }

    private static void link(Path jdk, Path directory, Progress progress) {
        progress.step("linking a Java runtime for the images, once per JDK");
        var jlink = jdk.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            throw new MachineException(jdk + " has no jlink: a whole JDK 25 is needed, set LARDER_JAVA_HOME to one.");
        }
        var work = directory.resolveSibling(
                directory.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Directories.delete(work);
            var line = new java.util.ArrayList<>(List.of(jlink.toString(), "--output", work.toString()));
            line.addAll(OPTIONS);
            Command.of(line).within(Duration.ofMinutes(5)).run();
            // The archive of loaded classes must be made with the object layout that JavaCommand asks for.
            Command.of(work.resolve("bin/java").toString(), "-Xshare:dump", "-XX:+UseCompactObjectHeaders")
                    .within(Duration.ofMinutes(2))
                    .run();
            trust(jdk, work);
            Files.move(work, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the runtime in " + directory, e);
        } finally {
            Directories.delete(work);
        }
    }

    /** Distributions replace the JDK's certificates by a link to their own, which is worth nothing inside an image. */
    private static void trust(Path jdk, Path runtime) throws IOException {
        var certificates = Path.of("lib", "security", "cacerts");
        var target = runtime.resolve(certificates);
        if (!Files.isRegularFile(target, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(target);
            Files.copy(jdk.resolve(certificates).toRealPath(), target);
        }
    }
}
