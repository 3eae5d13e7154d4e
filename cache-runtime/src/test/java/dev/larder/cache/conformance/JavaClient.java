package dev.larder.cache.conformance;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobDownloadToFileOptions;
import com.azure.storage.common.ParallelTransferOptions;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@code azure-storage-blob} for Java. */
final class JavaClient implements Client {

    private final Path scratch;
    private final List<Map<String, Object>> responses = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, BlobServiceClient> services = new HashMap<>();

    /** @param scratch for files that are downloaded */
    JavaClient(Path scratch) {
        this.scratch = scratch;
    }

    @Override
    public List<Map<?, ?>> run(List<Map<String, Object>> lines) throws IOException {
        var outcomes = new ArrayList<Map<?, ?>>();
        for (var line : lines) {
            responses.clear();
            var outcome = new HashMap<String, @Nullable Object>();
            try {
                outcome.put("result", read(new Call("", List.of(), line)));
            } catch (BlobStorageException refused) {
                outcome.put(
                        "error",
                        Map.of(
                                "type",
                                "BlobStorageException",
                                "status",
                                refused.getStatusCode(),
                                "code",
                                String.valueOf(refused.getErrorCode())));
            } catch (RuntimeException other) {
                // What a client raises is the outcome, whatever it is.
                outcome.put("error", Map.of("type", other.getClass().getName()));
            }
            outcome.put("responses", List.copyOf(responses));
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private @Nullable Object read(Call call) throws IOException {
        var container = service(call).getBlobContainerClient(call.text("container"));
        return switch (call.action()) {
            case "containers" ->
                service(call).listBlobContainers().stream().map(Beans::plain).toList();
            case "account" -> Beans.plain(service(call).getAccountInfo());
            case "stream" -> {
                try (var in = blob(container, call).openInputStream()) {
                    yield Beans.sha(in.readAllBytes());
                }
            }
            case "container" -> Beans.plain(container.getProperties());
            case "containerExists" -> container.exists();
            case "list" -> list(container, call);
            case "properties" ->
                Beans.plain(blob(container, call)
                        .getPropertiesWithResponse(conditions(call), null, Context.NONE)
                        .getValue());
            case "exists" -> blob(container, call).exists();
            case "tags" -> blob(container, call).getTags();
            case "parallel" -> parallel(blob(container, call), call);
            case "download" -> download(blob(container, call), call);
            default -> throw new IllegalArgumentException(call.action());
        };
    }

    private static BlobClient blob(BlobContainerClient container, Call call) {
        var snapshot = call.text("snapshot");
        return snapshot == null
                ? container.getBlobClient(call.text("blob"))
                : container.getBlobClient(call.text("blob"), snapshot);
    }

    private static Object download(BlobClient blob, Call call) {
        var offset = call.number("offset");
        var count = call.number("count");
        var range = offset == null ? null : new BlobRange(offset.longValue(), count == null ? null : count.longValue());
        var out = new ByteArrayOutputStream();
        var response = blob.downloadStreamWithResponse(
                out,
                range,
                new DownloadRetryOptions().setMaxRetryRequests(0),
                conditions(call),
                call.flag("md5"),
                null,
                Context.NONE);
        return Map.of(
                "content", Beans.sha(out.toByteArray()), "properties", Beans.plain(response.getDeserializedHeaders()));
    }

    private Object parallel(BlobClient blob, Call call) throws IOException {
        var file = Files.createTempFile(scratch, "parallel", "");
        Files.delete(file);
        var block = Objects.requireNonNull(call.number("blockSize")).longValue();
        blob.downloadToFileWithResponse(
                new BlobDownloadToFileOptions(file.toString())
                        .setParallelTransferOptions(new ParallelTransferOptions()
                                .setBlockSizeLong(block)
                                .setMaxConcurrency(4)),
                null,
                Context.NONE);
        return Beans.sha(Files.readAllBytes(file));
    }

    private static Object list(BlobContainerClient container, Call call) {
        var size = call.number("pageSize");
        var options = new ListBlobsOptions()
                .setPrefix(call.text("prefix"))
                .setMaxResultsPerPage(size == null ? null : size.intValue())
                .setDetails(new BlobListDetails().setRetrieveMetadata(call.flag("metadata")));
        var delimiter = call.text("delimiter");
        var blobs = delimiter == null
                ? container.listBlobs(options, call.text("marker"), null)
                : container.listBlobsByHierarchy(delimiter, options, null);
        var pages = new ArrayList<Object>();
        for (var page : blobs.iterableByPage()) {
            pages.add(page.getValue().stream().map(Beans::plain).toList());
        }
        return pages;
    }

    private static BlobRequestConditions conditions(Call call) {
        return new BlobRequestConditions()
                .setIfMatch(call.text("ifMatch"))
                .setIfNoneMatch(call.text("ifNoneMatch"))
                .setIfModifiedSince(at(call.time("ifModifiedSince")))
                .setIfUnmodifiedSince(at(call.time("ifUnmodifiedSince")));
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private BlobServiceClient service(Call call) {
        return services.computeIfAbsent(
                String.valueOf(call.text("url")),
                url -> new BlobServiceClientBuilder()
                        .endpoint(url)
                        .credential(new StorageSharedKeyCredential(call.text("account"), call.text("key")))
                        .httpClient(new JdkHttpClientBuilder().build())
                        .retryOptions(
                                new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Integer) null, null, null, null))
                        .addPolicy(new Noting())
                        .buildClient());
    }

    /** Notes what comes over the wire. */
    private final class Noting implements HttpPipelinePolicy {
        @Override
        public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
            return next.process().doOnNext(this::note);
        }

        @Override
        public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
            var response = next.processSync();
            note(response);
            return response;
        }

        private void note(HttpResponse response) {
            var headers = new HashMap<String, String>();
            response.getHeaders().forEach(header -> headers.put(header.getName(), header.getValue()));
            responses.add(Map.of("status", response.getStatusCode(), "headers", headers));
        }
    }
}
