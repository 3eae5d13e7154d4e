package dev.larder.cache.blob;

import dev.larder.cache.catalog.DatasetRevision;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Instant;

/** Get Container Properties of a virtual account: enough for clients that look before they list. */
record ContainerProperties(ClientConnection client, BlobService service, HttpRequest request, DatasetRevision revision)
        implements Exchange {

    @Override
    public void start() {
        client.operation(Operation.CONTAINER_PROPERTIES);
        var answer = service.answers().head(request, 200);
        var headers = answer.headers();
        headers.set(
                HttpHeaderNames.ETAG, "\"0x" + revision.id().abbreviated().toUpperCase(java.util.Locale.ROOT) + '"');
        // A revision has no time of its own; that of its first blob is at least stable.
        var manifest = revision.manifest();
        var at = manifest.size() == 0 ? Instant.EPOCH : manifest.entry(0).lastModified();
        headers.set(HttpHeaderNames.LAST_MODIFIED, BlobHeaders.date(at));
        headers.set("x-ms-lease-state", "available");
        headers.set("x-ms-lease-status", "unlocked");
        headers.set("x-ms-has-immutability-policy", "false");
        headers.set("x-ms-has-legal-hold", "false");
        headers.set(Answers.REVISION, revision.id().abbreviated());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, 0);
        client.head(answer);
        client.write(LastHttpContent.EMPTY_LAST_CONTENT);
        client.done();
    }
}
