package dev.larder.local.bare;

import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.machine.Command;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.LockFile;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * A containerd's directory in which images are unpacked already: made once per set of images, kept in the user's cache,
 * and given to every node as links to the same files. To unpack two images on each of six nodes would write gigabytes,
 * which takes longer than everything else about a cluster.
 *
 * <p>Links are safe: containerd stores layers and blobs under names that never change their meaning, and containers write
 * above them. Only its databases are changed in place; those are copied.
 */
record UnpackedImages(Path directory) {
    private static final String NAME = "unpacked";
    private static final String CONTAINERD = "containerd";
    private static final String PAUSE = "pause.tar";
    private static final String ARCHIVES = "archives";
    private static final Duration UNPACKING = Duration.ofMinutes(5);
    /** Sets of images that are kept: those of a few builds. */
    private static final int KEPT = 3;

    /** Those of the user's cache that hold these images and the one of the pause container, unpacked now if need be. */
    static UnpackedImages of(List<Path> archives, Binaries binaries, Path cache, Progress progress) {
        var all = cache.resolve(NAME);
        var directory = all.resolve(key(archives, binaries));
        try (var held = LockFile.take(
                all.resolve("lock"), UNPACKING, () -> progress.step("waiting for images to be unpacked"))) {
            if (Files.isDirectory(directory)) {
                return new UnpackedImages(directory);
            }
            progress.step("unpacking images, once per build");
            var work = all.resolve("work");
            Directories.delete(work);
            Files.createDirectories(work);
            unpack(archives, binaries, work);
            Files.move(work, directory, StandardCopyOption.ATOMIC_MOVE);
            forgetOld(all);
            return new UnpackedImages(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep unpacked images in " + directory, e);
        }
    }

    private static String key(List<Path> archives, Binaries binaries) {
        var text = new StringBuilder()
                .append(binaries.directory(Toolset.CONTAINERD).getFileName())
                .append(binaries.directory(Toolset.PAUSE).getFileName());
        try {
            for (var archive : archives) {
                text.append('\n').append(archive.getFileName()).append(Files.size(archive));
                text.append(Files.getLastModifiedTime(archive));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static void unpack(List<Path> archives, Binaries binaries, Path work) throws IOException {
        var pause = work.resolve(PAUSE);
        PauseImage.write(binaries.program(Toolset.PAUSE, "pause"), pause);
        var script = work.resolve("unpack.sh");
        Files.writeString(script, Template.named("unpack.sh").text());
        var line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                script.toString(),
                binaries.directory(Toolset.CONTAINERD).toString(),
                work.resolve(CONTAINERD).toString(),
                pause.toString()));
        archives.forEach(archive -> line.add(archive.toString()));
        Command.of(line).within(UNPACKING).run();
        Files.delete(pause);
        Files.delete(script);
        var names = new ArrayList<>(List.of(PAUSE));
        archives.forEach(archive -> names.add(archive.getFileName().toString()));
        Files.write(work.resolve(ARCHIVES), names);
    }

    /** What clusters that run have of them stays: their links are as good as the files here. */
    private static void forgetOld(Path all) throws IOException {
        try (var kept = Files.list(all)) {
            kept.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(UnpackedImages::time).reversed())
                    .skip(KEPT)
                    .forEach(Directories::delete);
        }
    }

    private static java.nio.file.attribute.FileTime time(Path directory) {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cluster's own, which stay as long as the cluster. */
    UnpackedImages linkedTo(Path other) {
        link(directory, other);
        return new UnpackedImages(other);
    }

    /** Names of the archives that are in here. */
    List<String> archives() {
        try {
            return Files.readAllLines(directory.resolve(ARCHIVES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the directory of a new node's containerd. */
    void giveTo(Path containerd) {
        link(directory.resolve(CONTAINERD), containerd);
        try (var files = Files.walk(containerd, 2)) {
            for (var database :
                    files.filter(file -> file.toString().endsWith(".db")).toList()) {
                var copy = database.resolveSibling(database.getFileName() + ".copy");
                Files.copy(database, copy, StandardCopyOption.COPY_ATTRIBUTES);
                Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + containerd, e);
        }
    }

    /** Links do not reach beyond a file system: where cache and state are on two, the first copy is a real one. */
    private static void link(Path from, Path to) {
        var copied = Command.of("cp", "-al", from.toString(), to.toString())
                .within(UNPACKING)
                .attempt();
        if (!copied.ok()) {
            Directories.delete(to);
            Command.of("cp", "-a", "--reflink=auto", from.toString(), to.toString())
                    .within(UNPACKING)
                    .run();
        }
    }
}
