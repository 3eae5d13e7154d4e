package dev.larder.cache.blob;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.catalog.Served;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.manifest.ManifestId;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blobs of Datasets that clients have overwritten or deleted through this node. Whoever reads one by its real address
 * and with credentials gets it from the origin, so that clients read what they wrote; the virtual account of the
 * Dataset, which is a snapshot, goes on showing the old version. Ends with the revision, or with the process. Thread-safe.
 */
final class Overwritten {

    /** More than so many, and all blobs of the revision count as overwritten: to ask the origin is never wrong. */
    private static final int MOST = 10_000;

    /** Requests about a blob that leave its content, properties and metadata alone. */
    private static final Set<String> HARMLESS =
            Set.of("block", "lease", "tier", "tags", "snapshot", "query", "immutabilitypolicies", "legalhold");

    private final Served served;
    private final int most;
    private final ConcurrentHashMap<BlobRef, ManifestId> blobs = new ConcurrentHashMap<>();
    private final Set<ManifestId> revisions = ConcurrentHashMap.newKeySet();

    Overwritten(Served served) {
        this(served, MOST);
    }

    Overwritten(Served served, int most) {
        this.served = served;
        this.most = most;
    }

    /** False: every blob that a revision lists is answered from it. */
    boolean any() {
        return !blobs.isEmpty() || !revisions.isEmpty();
    }

    /** Whether the origin must be asked for a blob although a revision lists it. */
    boolean hides(BlobRef address, DatasetRevision revision) {
        return revisions.contains(revision.id()) || revision.id().equals(blobs.get(address));
    }

    /** What a request that is no read changes. */
    enum Changed {
        NOTHING,
        BLOB,
        /** Perhaps; of a batch over an account, any of its containers. */
        CONTAINER
    }

    static Changed what(HttpMethod method, Target target) {
        var operation = target.query().get("comp");
        if (!target.blob().isEmpty()) {
            return operation == null || !HARMLESS.contains(operation) ? Changed.BLOB : Changed.NOTHING;
        }
        return "batch".equals(operation) || (operation == null && method.equals(HttpMethod.DELETE))
                ? Changed.CONTAINER
                : Changed.NOTHING;
    }

    /** A request that is no read succeeded at the origin, or may have. */
    void changed(HttpMethod method, Target target) {
        switch (what(method, target)) {
            case NOTHING -> {}
            case BLOB -> blob(target.ref());
            case CONTAINER -> container(target.account(), target.container());
        }
    }

    private void blob(BlobRef address) {
        if (served.resolve(address) instanceof Resolution.InDataset blob) {
            var revision = blob.revision().id();
            if (blobs.size() >= most) {
                blobs.values().removeIf(known -> served.revision(known) == null);
            }
            if (blobs.size() >= most) {
                revisions.add(revision);
            } else {
                blobs.put(address, revision);
            }
        }
    }

    /** @param container empty for a batch over the account's containers */
    private void container(String account, String container) {
        revisions.removeIf(known -> served.revision(known) == null);
        for (var revision : served.revisions()) {
            var dataset = revision.dataset();
            if (dataset.account().equals(account)
                    && (container.isEmpty() || dataset.container().equals(container))) {
                revisions.add(revision.id());
            }
        }
    }
}
