package dev.larder.local.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where things are kept on this machine.
 *
 * @param cache what can be had again at the price of time: built programs, npm packages
 * @param state what runs now: one directory per cluster
 */
public record Directories(Path cache, Path state) {
    private static final int ATTEMPTS = 20;

    /**
     * {@code LARDER_CACHE} and {@code LARDER_STATE}, else the user's XDG directories, else {@code ~/.cache/larder} and
     * {@code ~/.local/state/larder}.
     */
    public static Directories ofUser() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static Directories of(Map<String, String> environment, Path home) {
        return new Directories(
                choose(environment.get("LARDER_CACHE"), environment.get("XDG_CACHE_HOME"), home.resolve(".cache")),
                choose(
                        environment.get("LARDER_STATE"),
                        environment.get("XDG_STATE_HOME"),
                        home.resolve(".local/state")));
    }

    private static Path choose(@Nullable String own, @Nullable String xdg, Path fallback) {
        if (own != null && !own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        return (xdg != null && !xdg.isBlank() ? Path.of(xdg) : fallback)
                .resolve("larder")
                .toAbsolutePath();
    }

    /**
     * Deletes a directory with all that is in it; never follows links. Does nothing when there is none. Others may
     * delete it at the same time.
     */
    public static void delete(Path directory) {
        boolean done = false;
        for (int attempt = 1; !done; attempt++) {
            try {
                deleteTree(directory);
                done = true;
            } catch (NoSuchFileException | DirectoryNotEmptyException changing) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException("cannot delete " + directory, changing);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + directory, e);
            }
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException walking) {
            throw Objects.requireNonNull(walking.getCause());
        }
    }
}
