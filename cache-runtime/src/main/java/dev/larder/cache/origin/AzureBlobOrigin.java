package dev.larder.cache.origin;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.storage.blob.BlobServiceAsyncClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.OriginAccount;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * One Azure storage account, read with the Azure SDK. Retries are off in the SDK: {@link SteadyOrigin} owns them, since
 * it knows how far the bytes have come and what the retry budget is.
 */
final class AzureBlobOrigin implements Origin {

    private static final Duration NO_SDK_LIMIT = Duration.ofHours(1);

    private final BlobServiceAsyncClient service;
    private final Executor executor;

    private AzureBlobOrigin(BlobServiceAsyncClient service, Executor executor) {
        this.service = service;
        this.executor = executor;
    }

    /** @throws IllegalArgumentException if the account's credential cannot be used; the message says why */
    static AzureBlobOrigin of(OriginAccount account, Credentials credentials, HttpClient http, Executor executor) {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .endpoint(account.endpoint().toString())
                .httpClient(http)
                .addPolicy((call, next) -> {
                    // Signed already; the JDK's client sets it itself and warns of every request that brings one.
                    call.getHttpRequest().getHeaders().remove(HttpHeaderName.CONTENT_LENGTH);
                    return next.process();
                })
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
                        .httpClient(http)
                        .build());
        }
        return new AzureBlobOrigin(builder.buildAsyncClient(), executor);
    }

    @Override
    public Cancellation read(OriginRange range, OriginSink sink) {
        AzureRead read = new AzureRead(range, sink, executor);
        service.getBlobContainerAsyncClient(range.blob().container())
                .getBlobAsyncClient(range.blob().path())
                .downloadStreamWithResponse(
                        new BlobRange(range.offset(), range.length()),
                        new DownloadRetryOptions().setMaxRetryRequests(0),
                        new BlobRequestConditions().setIfMatch("\"" + range.etag() + "\""),
                        false)
                .flatMapMany(response -> {
                    String etag = response.getDeserializedHeaders().getETag();
                    return read.isVersion(etag) ? response.getValue() : read.changed(etag);
                })
                .subscribe(read);
        return read;
    }

    @Override
    public void close() {
        // The HTTP client is shared with the other accounts.
    }
}
