package dev.larder.operator.feed;

import dev.larder.model.manifest.ManifestId;
import dev.larder.operator.manifests.Manifests;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Serves manifests by their hash; the body is sent from the file, without passing through the heap. */
@Singleton
public class ManifestRoutes {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");

    private final Manifests manifests;

    @Inject
    ManifestRoutes(Manifests manifests) {
        this.manifests = manifests;
    }

    void register(@Observes Router router) {
        router.get("/v1/manifests/:id").handler(this::get);
    }

    private void get(RoutingContext call) {
        ManifestId id;
        try {
            id = new ManifestId(call.pathParam("id"));
        } catch (IllegalArgumentException e) {
            call.response().setStatusCode(400).end("a manifest is named by 64 lower-case hexadecimal digits\n");
            return;
        }
        // Looking for the file touches the disk.
        call.vertx()
                .executeBlocking(() -> {
                    Path file = manifests.find(id);
                    return file == null ? null : new Found(file, file.toFile().length());
                })
                .onSuccess(found -> answer(call, found))
                .onFailure(failure -> call.response().setStatusCode(500).end());
    }

    private static void answer(RoutingContext call, @Nullable Found found) {
        HttpServerResponse response = call.response();
        if (found == null) {
            response.setStatusCode(404).end("this manifest is not here\n");
            return;
        }
        response.putHeader("Content-Type", "application/octet-stream").putHeader("Accept-Ranges", "bytes");
        String header = call.request().getHeader("Range");
        Matcher range = header == null ? null : RANGE.matcher(header);
        if (range == null || !range.matches()) {
            response.sendFile(found.file.toString());
            return;
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? found.size - 1 : Long.parseLong(range.group(2));
        last = Math.min(last, found.size - 1);
        if (first > last) {
            response.setStatusCode(416)
                    .putHeader("Content-Range", "bytes */" + found.size)
                    .end();
            return;
        }
        response.setStatusCode(206).putHeader("Content-Range", "bytes " + first + "-" + last + "/" + found.size);
        response.sendFile(found.file.toString(), first, last - first + 1);
    }

    private record Found(Path file, long size) {}
}
