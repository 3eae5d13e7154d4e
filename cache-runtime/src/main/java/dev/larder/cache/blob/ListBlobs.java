package dev.larder.cache.blob;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.model.manifest.ManifestException;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** List Blobs of a virtual account. A page of thousands takes milliseconds to make, so it is made off the event loop. */
final class ListBlobs implements Exchange {

    private final ClientConnection client;
    private final BlobService service;
    private final HttpRequest request;
    private final DatasetRevision revision;
    private final ListQuery query;
    private final String endpoint;
    private final String container;
    private boolean abandoned;

    ListBlobs(
            ClientConnection client,
            BlobService service,
            HttpRequest request,
            DatasetRevision revision,
            ListQuery query,
            String endpoint,
            String container) {
        this.client = client;
        this.service = service;
        this.request = request;
        this.revision = revision;
        this.query = query;
        this.endpoint = endpoint;
        this.container = container;
    }

    @Override
    public void start() {
        client.operation(Operation.LIST_BLOBS);
        try {
            service.blocking().execute(this::make);
        } catch (RejectedExecutionException full) {
            service.answers().refuse(client, request, AzureError.SERVER_BUSY.because("Too many lists are being made."));
        }
    }

    private void make() {
        byte @Nullable [] page = null;
        try {
            page = BlobList.page(revision.manifest(), query, endpoint, container)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (ManifestException | InternalError damaged) {
            // The latter where the disk fails that it is mapped from.
            service.unexpected(damaged);
        }
        var made = page;
        client.loop().execute(() -> answer(made));
    }

    private void answer(byte @Nullable [] page) {
        if (abandoned) {
            return;
        }
        if (page == null) {
            service.answers()
                    .refuse(client, request, AzureError.SERVER_BUSY.because("The manifest on this node is damaged."));
        } else {
            var head = service.answers().head(request, 200);
            head.headers().set(Answers.REVISION, revision.id().abbreviated());
            service.answers().xml(client, head, page);
        }
    }

    @Override
    public void abandon() {
        abandoned = true;
    }
}
