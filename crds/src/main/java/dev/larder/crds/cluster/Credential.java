package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Exactly one component is present; the schema sees to that. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[has(self.workloadIdentity), has(self.secretRef), has(self.anonymous)].filter(x, x).size() == 1",
        message = "a credential has exactly one of workloadIdentity, secretRef and anonymous")
public record Credential(
        @JsonPropertyDescription("Microsoft Entra Workload ID: no secret is stored anywhere.") @Nullable
        WorkloadIdentity workloadIdentity,

        @JsonPropertyDescription(
                "A Secret in the CacheCluster's namespace with one of the keys account-key, sas-token and connection-string.")
        @Nullable
        SecretRef secretRef,

        @JsonPropertyDescription("The container allows anonymous reads.") @Nullable
        Anonymous anonymous) {

    /** A user-assigned managed identity that trusts the service accounts of the operator and of the cache pods. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record WorkloadIdentity(
            @Required
            @Size(max = 36)
            @ValidationRule(
                    value = "self.matches('^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$')",
                    message =
                            "clientId is the client id (a UUID) of the managed identity, as az identity show prints it")
            @JsonPropertyDescription("Client id of the managed identity, a UUID.")
            String clientId) {}

    /** A Secret in the namespace of the CacheCluster. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SecretRef(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the Secret.")
            String name) {}

    /** No credential. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Anonymous() {}
}
