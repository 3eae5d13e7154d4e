package dev.larder.crds.condition;

/**
 * Every reason that a condition of a CacheCluster or Dataset can carry, with what it means and what a person does about
 * it. {@code docs/conditions.md} shows the same sentences; a test compares them.
 */
public enum Reason {
    // Dataset: Resolved
    LISTED("Listed", "The source has been listed; status.revision names the result.", "Nothing."),
    LISTING("Listing", "The source is being listed; the message counts what was found.", "Wait."),
    CONTAINER_NOT_FOUND(
            "ContainerNotFound",
            "The account answers, but has no such container.",
            "Check spec.source.azureBlob.container; create the container or a Dataset with the right name."),
    ACCOUNT_NOT_FOUND(
            "AccountNotFound",
            "The account's name does not resolve, or its endpoint is another service.",
            "Check the account's name, the origin's endpoint in the CacheCluster, and the cluster's DNS."),
    PERMISSION_DENIED(
            "PermissionDenied",
            "The origin refused the CacheCluster's credential.",
            "Give the identity the role Storage Blob Data Reader on the container, or renew the key or SAS token."),
    ORIGIN_UNREACHABLE(
            "OriginUnreachable",
            "The origin does not answer, or answers with errors; the operator keeps trying.",
            "Check the storage account's firewall, private endpoint and network policies for the operator's pod."),
    EMPTY(
            "Empty",
            "The source holds no blob that the Dataset selects.",
            "Check prefix, include and exclude; names are case-sensitive. The message counts what was excluded."),
    INVALID_PATTERN(
            "InvalidPattern",
            "A pattern of include or exclude cannot be read; the message says which and why.",
            "Correct the pattern; docs/first-dataset.md says what patterns may hold."),
    CACHE_CLUSTER_NOT_FOUND(
            "CacheClusterNotFound",
            "There is no CacheCluster of that name and namespace.",
            "Create it, or recreate the Dataset with the right spec.cacheClusterRef."),
    NOT_ALLOWED(
            "NotAllowed",
            "The CacheCluster does not admit Datasets from this namespace.",
            "Ask its owner to widen spec.allowedDatasets, or use a CacheCluster that admits the namespace."),
    ORIGIN_NOT_CONFIGURED(
            "OriginNotConfigured",
            "The CacheCluster lists no origin for the Dataset's storage account.",
            "Add the account to spec.origins of the CacheCluster."),
    CREDENTIAL_MISSING(
            "CredentialMissing",
            "The Secret of an origin does not exist, or has none of the keys that Larder reads.",
            "Create the Secret in the CacheCluster's namespace with account-key, sas-token or connection-string."),
    UNKNOWN_SCOPE(
            "UnknownScope",
            "spec.placement.scope is no level of the CacheCluster's topology.",
            "Use one of the names in the message."),

    // Dataset: Warm
    ALL_HELD("AllHeld", "Every byte that the placement asks for is on a node that answers.", "Nothing."),
    WARMING("Warming", "Nodes are fetching; the message says how much is held.", "Wait; see Rate and ETA."),
    DEADLINE_AT_RISK(
            "DeadlineAtRisk",
            "At the rate of the last seconds it will not be warm by spec.warmUp.completeBy; the message says when.",
            "Raise spec.warmUp.priority, suspend others, raise the budgets of the origin or of spec.network.warmUp; or wait."),
    SUSPENDED("Suspended", "Warm-up is suspended; reads still work.", "Set spec.warmUp.suspend to false."),
    ON_DEMAND(
            "OnDemand",
            "The Dataset is filled by reads, so it is not warmed ahead of them.",
            "Set spec.warmUp.strategy to Full if jobs should find it warm."),
    WAITING_FOR_NODES(
            "WaitingForNodes",
            "The CacheCluster has no placement epoch yet, or not every node has answered for it.",
            "Wait; if it lasts, look at the CacheCluster's conditions and its pods."),
    NODES_MISSING(
            "NodesMissing",
            "Nodes that should hold a part do not answer.",
            "The message names zone and nodes: look at their pods. Others take over if they stay away."),
    REPAIRING(
            "Repairing",
            "Nodes joined, left or failed, and copies are being made by the new owners from the old ones.",
            "Wait; this costs the origin nothing unless the last copy was lost."),
    INSUFFICIENT_CAPACITY(
            "InsufficientCapacity",
            "The Dataset does not fit; the message says how many bytes are missing and where.",
            "Add nodes or disk capacity, delete Datasets, narrow the source, use a wider scope, or pin others less."),
    QUOTA_REACHED(
            "QuotaReached",
            "Nodes hold as much of the Dataset as spec.retention.maxBytesPerNode allows; the rest is not warmed ahead of reads.",
            "Raise spec.retention.maxBytesPerNode, narrow the source, use a wider scope, or add nodes."),
    ORIGIN_FAILING(
            "OriginFailing",
            "Reads from the origin fail; nodes keep trying.",
            "The message carries the last error: check credentials, firewall and throttling of the account."),
    SOURCE_CHANGED(
            "SourceChanged",
            "Blobs were overwritten or deleted at the source, so the revision cannot be completed.",
            "Recreate the Dataset to read the new versions, or restore the old ones."),
    NOT_RESOLVED("NotResolved", "There is no revision to warm yet.", "See the condition Resolved."),

    // Dataset: Serving
    SERVING("Serving", "Reads are answered.", "Nothing."),
    NO_REVISION("NoRevision", "There is nothing to serve before the source is listed.", "See the condition Resolved."),

    // Dataset: SourceChanged
    UNCHANGED("Unchanged", "No blob was found changed at the source.", "Nothing."),
    BLOBS_CHANGED(
            "BlobsChanged",
            "The message counts the changed blobs and names one. They are refused, never mixed with old bytes.",
            "Recreate the Dataset to read the new versions, or restore the old ones."),

    // CacheCluster
    ALL_READY("AllReady", "All cache nodes are up.", "Nothing."),
    STARTING("Starting", "The first cache nodes are starting.", "Wait; if it lasts, look at the pods."),
    NODES_NOT_READY(
            "NodesNotReady",
            "Some cache nodes are not up; the message says in which groups.",
            "kubectl describe the pods of those groups; images, disks and ports in use are the usual causes."),
    NO_NODES_SELECTED(
            "NoNodesSelected",
            "No node matches spec.nodes.selector.",
            "Compare the selector with kubectl get nodes --show-labels; check the tolerations of tainted pools."),
    ROLLING_OUT("RollingOut", "Pods are being replaced after a change.", "Wait; status.groups shows how far."),
    SETTLED("Settled", "Nothing is being changed or repaired.", "Nothing."),
    HEALTHY("Healthy", "Nothing needs a person.", "Nothing."),
    DISK_FULL("DiskFull", "Nodes have no space left for what they should hold.", "Add capacity or delete Datasets."),
    NODES_SLOW(
            "NodesSlow",
            "At least three nodes each found that others send far less than a fair part of a good link. They keep their share,"
                    + " but are not fetched from for a minute, longer each time.",
            "The message names them, and who says so: look at link, disk and load of the nodes it names first."),
    CERTIFICATE_UNUSABLE(
            "CertificateUnusable",
            "The Secret of spec.network.tls is missing, cannot be used or has expired; the message says which. Nodes go on with"
                    + " the certificate that they have, and without one close connections at the TLS port. Plain HTTP works.",
            "Create the Secret with kubectl create secret tls, or see why it is not renewed; nodes take it up by themselves."),
    TOPOLOGY_UNKNOWN(
            "TopologyUnknown",
            "Nodes lack the label of a topology level, so they count as one domain of their own.",
            "Label the nodes, or name the right labels in a new CacheCluster's spec.topology."),
    IN_USE(
            "InUse",
            "The CacheCluster is being deleted while Datasets still refer to it.",
            "Delete the Datasets in the message first; then it goes by itself."),
    EMPTYING(
            "Emptying",
            "The CacheCluster is being deleted, and its nodes are deleting what they hold; the message counts and names them.",
            "Wait: 30 s after the last Dataset it goes in any case. What an unreachable node holds stays on its disk.");

    private final String text;
    private final String meaning;
    private final String action;

    Reason(String text, String meaning, String action) {
        this.text = text;
        this.meaning = meaning;
        this.action = action;
    }

    /** As it stands in the condition. */
    public String text() {
        return text;
    }

    /** One or two sentences for people. */
    public String meaning() {
        return meaning;
    }

    /** What a person does about it. */
    public String action() {
        return action;
    }

    @Override
    public String toString() {
        return text;
    }
}
