package dev.larder.operator.source;

import com.azure.core.util.HttpClientOptions;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.time.Duration;

/** Azure clients that give up early: a Dataset's condition must say what is wrong within seconds, and we try again. */
final class Clients {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final RequestRetryOptions RETRY =
            new RequestRetryOptions(RetryPolicyType.EXPONENTIAL, 2, 30, 500L, 2_000L, null);

    private Clients() {}

    static BlobContainerClient container(Access access, String container) {
        BlobServiceClientBuilder service = new BlobServiceClientBuilder()
                .retryOptions(RETRY)
                .clientOptions(new HttpClientOptions()
                        .setConnectTimeout(CONNECT)
                        .setResponseTimeout(ANSWER)
                        .setReadTimeout(ANSWER));
        switch (access.key()) {
            case Access.Key.Anonymous anonymous -> {} // no credential is the default
            case Access.Key.Shared(String key) ->
                service.credential(new StorageSharedKeyCredential(access.account(), key));
            case Access.Key.Sas(String token) -> service.sasToken(token);
            case Access.Key.ConnectionString(String text) -> service.connectionString(text);
            case Access.Key.WorkloadIdentity(String clientId) ->
                service.credential(new WorkloadIdentityCredentialBuilder()
                        .clientId(clientId)
                        .build());
        }
        access.endpoint().ifPresent(service::endpoint);
        return service.buildClient().getBlobContainerClient(container);
    }
}
