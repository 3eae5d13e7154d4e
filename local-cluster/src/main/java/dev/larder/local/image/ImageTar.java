package dev.larder.local.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import dev.larder.local.machine.LockFile;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** Writes images as tars and keeps them under a key of what they are made of. Safe for several processes. */
final class ImageTar {
    /** Fixed, so that equal contents make equal bytes. One second after the epoch, because zero reads as unset to some. */
    private static final Instant TIME = Instant.ofEpochSecond(1);

    private final Path cache;
    private final Progress progress;

    ImageTar(Path cache, Progress progress) {
        this.cache = cache;
        this.progress = progress;
    }

    /** @throws MachineException when it cannot be written */
    Image write(ImageSpec spec) {
        var name = spec.reference().replaceAll("[^A-Za-z0-9.]", "-") + "-" + spec.key();
        var tar = cache.resolve(name + ".tar");
        if (Files.isRegularFile(tar)) {
            return new Image(spec.reference(), tar);
        }
        try (var held = LockFile.take(
                cache.resolve("images.lock"),
                Duration.ofMinutes(10),
                () -> progress.step("waiting for another image"))) {
            if (!Files.isRegularFile(tar)) {
                progress.step("building the image " + spec.reference());
                var work = tar.resolveSibling(name + ".part");
                build(spec, work);
                Files.move(work, tar, StandardCopyOption.ATOMIC_MOVE);
            }
            return new Image(spec.reference(), tar);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while the image " + spec.reference() + " was built", e);
        } catch (IOException
                | InvalidImageReferenceException
                | CacheDirectoryCreationException
                | RegistryException
                | ExecutionException e) {
            throw new MachineException(
                    "The image %s cannot be built: %s".formatted(spec.reference(), e.getMessage()), e);
        }
    }

    private void build(ImageSpec spec, Path tar)
            throws IOException, InvalidImageReferenceException, CacheDirectoryCreationException, RegistryException,
                    ExecutionException, InterruptedException {
        var image = Jib.fromScratch()
                .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                .setCreationTime(TIME)
                .setUser(RootFiles.USER + ":" + RootFiles.USER)
                .setWorkingDirectory(AbsoluteUnixPath.get("/"))
                .setEnvironment(spec.environment())
                .setEntrypoint(spec.entrypoint())
                .setExposedPorts(spec.ports().stream().map(Port::tcp).collect(Collectors.toSet()));
        for (var layer : spec.layers()) {
            image.addFileEntriesLayer(entries(layer));
        }
        image.containerize(Containerizer.to(TarImage.at(tar).named(spec.reference()))
                .setApplicationLayersCache(cache.resolve("layers"))
                .setBaseImageLayersCache(cache.resolve("base"))
                .setOfflineMode(true)
                .setToolName("larder"));
    }

    private static FileEntriesLayer entries(Layer layer) throws IOException {
        var entries = FileEntriesLayer.builder().setName(layer.name());
        for (var file : layer.files()) {
            entries.addEntry(
                    file.source().toRealPath(),
                    AbsoluteUnixPath.get(file.target()),
                    FilePermissions.fromOctalString(file.mode()),
                    TIME);
        }
        return entries.build();
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other ->
                throw new MachineException("There are no images for " + other + ": use x86-64 or ARM64.");
        };
    }
}
