package dev.larder.cache.origin;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.storage.blob.BlobServiceAsyncClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.MetadataValidationPolicy;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RequestRetryPolicy;
import com.azure.storage.common.policy.RetryPolicyType;
import com.azure.storage.common.policy.ScrubEtagPolicy;
import com.azure.storage.common.policy.StorageContentValidationDecodingPolicy;
import com.azure.storage.common.policy.StorageContentValidationEncodingPolicy;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.OriginAccount;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/**
 * One Azure storage account. The Azure SDK signs requests and gets tokens; bytes do not pass it ({@link OriginHttp}).
 * Retries are off in the SDK: {@link SteadyOrigin} owns them, since it knows how far the bytes have come and what the
 * retry budget is.
 */
final class AzureBlobOrigin implements Origin {

    private static final Duration NO_SDK_LIMIT = Duration.ofHours(1);

    private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");
    private static final HttpHeaderName RANGE = HttpHeaderName.fromString("x-ms-range");

    /**
     * Steps of the SDK's pipeline that do nothing for reads of byte ranges, and take two thirds of its time: the
     * repetition that is off here sets a timer for each request.
     */
    private static final List<Class<? extends HttpPipelinePolicy>> IDLE = List.of(
            RequestRetryPolicy.class,
            MetadataValidationPolicy.class,
            StorageContentValidationEncodingPolicy.class,
            StorageContentValidationDecodingPolicy.class,
            ScrubEtagPolicy.class);

    private final BlobServiceAsyncClient service;
    private final HttpPipeline pipeline;

    private AzureBlobOrigin(BlobServiceAsyncClient service) {
        this.service = service;
        this.pipeline = signing(service.getHttpPipeline());
    }

    /** What signs a request and names it, and what looks at the answer. */
    private static HttpPipeline signing(HttpPipeline whole) {
        HttpPipelinePolicy[] kept = IntStream.range(0, whole.getPolicyCount())
                .mapToObj(whole::getPolicy)
                .filter(policy -> IDLE.stream().noneMatch(idle -> idle.isInstance(policy)))
                .toArray(HttpPipelinePolicy[]::new);
        return new HttpPipelineBuilder()
                .httpClient(whole.getHttpClient())
                .policies(kept)
                .build();
    }

    /**
     * @param data for reads of blobs
     * @param tokens for what credentials have to ask
     * @throws IllegalArgumentException if the account's credential cannot be used; the message says why
     */
    static AzureBlobOrigin of(OriginAccount account, Credentials credentials, OriginHttp data, HttpClient tokens) {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .endpoint(account.endpoint().toString())
                .httpClient(data)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.FIXED, 1, NO_SDK_LIMIT, Duration.ofMillis(1), Duration.ofMillis(1), null));
        switch (account.credential()) {
            case Credential.Anonymous anonymous -> {}
            case Credential.SharedKey key ->
                builder.credential(new StorageSharedKeyCredential(
                        account.account(), credentials.read(account.account(), "account-key")));
            case Credential.Sas sas -> builder.sasToken(credentials.read(account.account(), "sas-token"));
            case Credential.ConnectionString text -> {
                builder.connectionString(credentials.read(account.account(), "connection-string"));
                builder.endpoint(account.endpoint().toString());
            }
            case Credential.WorkloadIdentity identity ->
                builder.credential(new WorkloadIdentityCredentialBuilder()
                        .clientId(identity.clientId())
                        .httpClient(tokens)
                        .build());
        }
        return new AzureBlobOrigin(builder.buildAsyncClient());
    }

    @Override
    public Cancellation read(OriginRange range, OriginSink sink) {
        AzureRead read = new AzureRead(range, sink);
        read.begin(Mono.defer(() -> pipeline.send(request(range), OriginHttp.tellWhenSent(sink::sent))));
        return read;
    }

    private HttpRequest request(OriginRange range) {
        String url = service.getBlobContainerAsyncClient(range.blob().container())
                .getBlobAsyncClient(range.blob().path())
                .getBlobUrl();
        long last = range.offset() + range.length() - 1;
        return new HttpRequest(HttpMethod.GET, url)
                // What is signed for a length that is not said is not what the origin makes of it.
                .setHeader(HttpHeaderName.CONTENT_LENGTH, "0")
                .setHeader(VERSION, service.getServiceVersion().getVersion())
                .setHeader(RANGE, "bytes=" + range.offset() + "-" + last)
                .setHeader(HttpHeaderName.IF_MATCH, "\"" + range.etag() + "\"");
    }

    @Override
    public void close() {
        // The HTTP client is shared with the other accounts.
    }
}
