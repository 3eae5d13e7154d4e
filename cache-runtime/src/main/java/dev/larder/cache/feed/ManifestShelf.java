package dev.larder.cache.feed;

import dev.larder.cache.catalog.ManifestFiles;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestException;
import dev.larder.model.manifest.ManifestId;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifests of this node: files named by their SHA-256, mapped into memory. A file gets its name only after its
 * content was verified. Thread-safe; fetching and forgetting block and are one thread's.
 */
public final class ManifestShelf implements ManifestFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestShelf.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** A source that sends nothing for so long is given up, and the next one is asked. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final Path directory;
    private final HttpClient http;
    private final Map<ManifestId, Manifest> open = new ConcurrentHashMap<>();

    /** @throws IOException the directory cannot be made or read */
    public ManifestShelf(Path directory, HttpClient http) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.http = http;
    }

    /** Null: not here, or damaged, which deletes it. Maps and verifies on first use, which reads it whole. */
    public @Nullable Manifest open(ManifestId id) {
        Manifest known = open.get(id);
        if (known != null) {
            return known;
        }
        Path path = directory.resolve(id.hex());
        if (!Files.exists(path)) {
            return null;
        }
        try {
            Manifest manifest = read(path, id);
            open.put(id, manifest);
            return manifest;
        } catch (IOException | ManifestException e) {
            LOG.warn("manifest {} on disk is damaged and will be fetched again: {}", id, e.toString());
            delete(path);
            return null;
        }
    }

    /** Only those opened before, so that no one is sent what was not verified. */
    @Override
    public @Nullable Path file(ManifestId id) {
        return open.containsKey(id) ? directory.resolve(id.hex()) : null;
    }

    /**
     * Fetches a manifest from the first source that has it, unless it is here. Blocks.
     *
     * @param sources each a URI of that manifest
     * @param bytes its size
     * @return whether it is here now
     */
    public boolean fetch(ManifestId id, long bytes, List<URI> sources) throws InterruptedException {
        if (open(id) != null) {
            return true;
        }
        for (URI source : sources) {
            Path next = directory.resolve(id.hex() + ".next");
            try {
                download(source, next, bytes);
                read(next, id);
                Files.move(next, directory.resolve(id.hex()), StandardCopyOption.ATOMIC_MOVE);
                return open(id) != null;
            } catch (IOException | ManifestException e) {
                LOG.info("manifest {} from {}: {}", id.abbreviated(), source, e.toString());
            } finally {
                delete(next);
            }
        }
        return false;
    }

    /** Deletes all but these. Readers that still have one keep it until they are done. */
    public void retain(Set<ManifestId> named) {
        open.keySet().retainAll(named);
        Set<String> names = new HashSet<>();
        named.forEach(id -> names.add(id.hex()));
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !names.contains(file.getFileName().toString())).forEach(ManifestShelf::delete);
        } catch (IOException e) {
            LOG.warn("old manifests could not be deleted: {}", e.toString());
        }
    }

    private void download(URI source, Path to, long bytes) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(source).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = new WatchedStream(response.body(), SILENCE);
                FileChannel file = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            if (response.statusCode() != 200) {
                throw new IOException("answered " + response.statusCode());
            }
            long copied = file.transferFrom(java.nio.channels.Channels.newChannel(body), 0, bytes + 1);
            if (copied != bytes) {
                throw new IOException("has " + (copied > bytes ? "more than " : "") + copied + " bytes, not " + bytes);
            }
            file.force(true);
        }
    }

    /** The mapping ends when nobody reaches the manifest any more. */
    private static Manifest read(Path path, ManifestId id) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), Arena.ofAuto());
            Manifest manifest = Manifest.open(bytes);
            manifest.verify(id);
            return manifest;
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", path, e.toString());
        }
    }
}
