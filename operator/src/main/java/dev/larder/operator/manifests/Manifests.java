package dev.larder.operator.manifests;

import dev.larder.model.manifest.ManifestId;
import dev.larder.operator.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's manifests: its own files, and after a restart copies that cache nodes give back. Thread-safe. */
@Singleton
public class Manifests {
    private static final Logger log = LoggerFactory.getLogger(Manifests.class);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final ManifestFiles files;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    @Inject
    Manifests(Settings settings) throws IOException {
        files = new ManifestFiles(
                settings.manifests().directory(), settings.manifests().maxBytes());
    }

    public ManifestFiles files() {
        return files;
    }

    /** The manifest's file, or null if it is not here. Touches the disk. */
    public @Nullable Path find(ManifestId id) {
        return files.find(id);
    }

    /** Makes room. Touches the disk. */
    public void trim(Set<ManifestId> inUse) {
        try {
            files.trim(inUse);
        } catch (IOException e) {
            log.warn("Old manifests could not be deleted: {}", e.toString());
        }
    }

    /** Asks these nodes ({@code host:port} of their peer endpoints) one after another. Blocks. */
    public boolean recover(ManifestId id, List<String> peers) {
        for (String peer : peers) {
            if (files.find(id) != null) {
                return true;
            }
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + peer + "/v1/manifests/" + id.hex()))
                        .timeout(ANSWER)
                        .build();
                HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    if (answer.statusCode() == 200) {
                        files.receive(id, body);
                        log.info("Manifest {} came back from {}", id.abbreviated(), peer);
                        return true;
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                log.debug("Manifest {} from {}: {}", id.abbreviated(), peer, e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return files.find(id) != null;
    }
}
