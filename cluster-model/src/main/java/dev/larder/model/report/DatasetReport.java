package dev.larder.model.report;

import dev.larder.model.manifest.ManifestId;
import org.jspecify.annotations.Nullable;

/**
 * One revision of one Dataset on one node. Counters only grow, also over restarts of the node.
 *
 * @param epoch the placement epoch that {@code requiredBytes} was computed with
 * @param heldBytes of the required bytes, those stored and verified
 * @param hitBytes of the served bytes, those that were held when asked for
 * @param changedBlobs blobs whose version at the origin is no longer the manifest's
 * @param changedExample path of one of them, or empty
 * @param failure null when the last fill succeeded
 * @param walked the manifest is here and walked; {@code requiredBytes} means nothing before
 */
public record DatasetReport(
        String uid,
        ManifestId manifest,
        long epoch,
        long requiredBytes,
        long heldBytes,
        long originBytes,
        long originRequests,
        long peerBytes,
        long servedBytes,
        long hitBytes,
        long changedBlobs,
        String changedExample,
        @Nullable FillFailure failure,
        boolean walked) {

    public dev.larder.model.wire.DatasetReport toWire() {
        return ReportWire.write(this);
    }

    /** @throws dev.larder.model.MalformedException if the message is not a valid report */
    public static DatasetReport fromWire(dev.larder.model.wire.DatasetReport wire) {
        return ReportWire.read(wire);
    }
}
