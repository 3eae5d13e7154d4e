package dev.larder.cache.blob;

/** Why an address cannot be answered, in words that say what could be. */
final class Refusals {

    private Refusals() {}

    static Refusal unsupported(Target target) {
        return AzureError.INVALID_QUERY.because("The account " + target.account() + " is a read-only view of a Dataset:"
                + " it answers Get Blob, Get Blob Properties, List Blobs and Get Container Properties.");
    }

    static Refusal unknownAccount(Target target) {
        return AzureError.RESOURCE_NOT_FOUND.because("No origin and no Dataset of this cache is called "
                + target.account() + "; accounts are spec.origins of the CacheCluster, Datasets {name}--{namespace}.");
    }

    static Refusal noSuchContainer(Target target) {
        return AzureError.CONTAINER_NOT_FOUND.because(
                "The specified container does not exist: " + target.container() + " is not the Dataset's container.");
    }

    static Refusal notReady(String dataset) {
        return AzureError.SERVER_BUSY.because(
                "The server is busy: this node is still fetching the manifest of Dataset " + dataset + ".");
    }
}
