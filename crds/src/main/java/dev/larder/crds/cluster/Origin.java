package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A storage account that may be cached. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.credential.workloadIdentity) || !has(self.endpoint) || self.endpoint.startsWith('https://')",
        message = "workloadIdentity needs an endpoint with https://, because Azure takes bearer tokens over https only:"
                + " change the endpoint or use another credential")
public record Origin(
        @Required
        @Size(min = 3, max = 24)
        @ValidationRule(
                value = "self.matches('^[a-z0-9]+$')",
                message = "the name of a storage account has only lower-case letters and digits, for example contoso")
        @JsonPropertyDescription("Name of the storage account.")
        String account,

        @Size(min = 8, max = 512)
        @ValidationRule(
                value = "self.matches('^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9]{3,24})?$')",
                message = "an endpoint is http:// or https:// with a host, and at most the account as path, for example"
                        + " https://contoso.blob.core.windows.net or http://azurite.dev:10000/devstoreaccount1")
        @JsonPropertyDescription(
                "Blob service endpoint, for sovereign clouds, private links and Azurite. Defaults to https://ACCOUNT.blob.core.windows.net.")
        @Nullable
        String endpoint,

        @Required
        @JsonPropertyDescription(
                "How the operator and the cache nodes prove to the account that they may read. Exactly one kind.")
        Credential credential,

        @Default("" + Origin.DEFAULT_READERS_PER_ZONE)
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription("Nodes of each zone that read this account.")
        Integer readersPerZone,

        @JsonPropertyDescription(
                "What all cache nodes together may read of the account for Datasets. Requests that are passed through"
                        + " with a client's own credential do not count.")
        @Nullable
        OriginLimits limits) {

    /** So many fill an account, and a small cluster has no more nodes in a zone. */
    public static final int DEFAULT_READERS_PER_ZONE = 64;

    public Origin {
        readersPerZone = readersPerZone == null ? DEFAULT_READERS_PER_ZONE : readersPerZone;
    }

    /** {@link #limits}, or those that limit nothing. */
    public OriginLimits effectiveLimits() {
        return limits == null ? OriginLimits.NONE : limits;
    }

    /** The endpoint to use: without a trailing slash, with the account as path only where {@link #endpoint} has it. */
    public String effectiveEndpoint() {
        return endpoint == null ? "https://" + account + ".blob.core.windows.net" : endpoint;
    }
}
