package dev.larder.operator.manifests;

import dev.larder.model.manifest.ManifestId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Manifests as files named by their SHA-256, bounded in sum. Losing them is harmless: cache nodes hold copies, and a
 * source can be listed again. Thread-safe; blocks on the disk.
 */
public final class ManifestFiles {
    private static final String DRAFT = ".part";

    private final Path directory;
    private final long maxBytes;

    /** Deletes drafts that an earlier process did not finish: nobody else ever would. */
    public ManifestFiles(Path directory, long maxBytes) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.maxBytes = maxBytes;
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, "draft-*" + DRAFT)) {
            for (Path draft : drafts) {
                Files.deleteIfExists(draft);
            }
        }
    }

    /** The file of that manifest, or null if it is not here. */
    public @Nullable Path find(ManifestId id) {
        Path file = directory.resolve(id.hex());
        return Files.isRegularFile(file) ? file : null;
    }

    /** A file to write a manifest to, given to {@link #keep} or deleted by the caller. */
    public Path draft() throws IOException {
        return Files.createTempFile(directory, "draft-", DRAFT);
    }

    /** Makes a finished draft findable. */
    public void keep(Path draft, ManifestId id) throws IOException {
        Files.move(draft, directory.resolve(id.hex()), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Takes a copy from elsewhere, if it is what it claims to be.
     *
     * @throws IOException if it is not, or could not be read or written
     */
    public void receive(ManifestId id, InputStream bytes) throws IOException {
        Path draft = draft();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream out = Files.newOutputStream(draft);
                    InputStream in = new BufferedInputStream(bytes)) {
                byte[] buffer = new byte[1 << 16];
                long total = 0;
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    total += n;
                    if (total > maxBytes) {
                        throw new IOException("manifest " + id + " is larger than " + maxBytes + " bytes");
                    }
                    digest.update(buffer, 0, n);
                    out.write(buffer, 0, n);
                }
            }
            if (!ManifestId.of(digest.digest()).equals(id)) {
                throw new IOException("manifest " + id + " arrived with other bytes");
            }
            keep(draft, id);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Deletes the oldest manifests that are not in use until the rest fits. */
    public void trim(Set<ManifestId> inUse) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(f -> !f.getFileName().toString().endsWith(DRAFT))
                    .sorted(Comparator.comparingLong(f -> f.toFile().lastModified()))
                    .toList();
        }
        long total = files.stream().mapToLong(f -> f.toFile().length()).sum();
        for (Path file : files) {
            if (total > maxBytes && inUse.stream().noneMatch(id -> file.endsWith(id.hex()))) {
                total -= size(file);
                Files.deleteIfExists(file);
            }
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
