package dev.larder.model.catalog;

/** How a cache node authenticates to a storage account. The secrets themselves never are in a catalog. */
public sealed interface Credential {
    record Anonymous() implements Credential {}

    /** File {@code <account>/account-key} in the node's credentials directory. */
    record SharedKey() implements Credential {}

    /** File {@code <account>/sas-token}. */
    record Sas() implements Credential {}

    /** File {@code <account>/connection-string}. */
    record ConnectionString() implements Credential {}

    /** A federated token of the pod's service account, for the identity with this client id. */
    record WorkloadIdentity(String clientId) implements Credential {}
}
