package dev.larder.model.report;

import dev.larder.model.manifest.ManifestId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One revision of one Dataset over all nodes.
 *
 * @param members nodes with a share of ownership in the map
 * @param reported of these, how many said for the map's present epoch what they must hold
 * @param missing names of members that did not, at most {@link Fold#NAMED}, in order
 * @param requiredBytes with {@code heldBytes}, over the members that {@code reported} counts
 * @param originBytes this and the other counters are over all reports, also of nodes that own nothing (any more)
 * @param changedExample path of a blob whose version at the origin is no longer the manifest's; empty if there is none
 * @param failure the most frequent failure at present; null if nobody's last fill failed
 * @param zones in the order of their names
 */
public record DatasetTotals(
        String uid,
        ManifestId manifest,
        long epoch,
        int members,
        int reported,
        List<String> missing,
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
        List<Zone> zones) {
    public DatasetTotals {
        missing = List.copyOf(missing);
        zones = List.copyOf(zones);
    }

    /** Every member said what it must hold in this epoch, and holds it. */
    public boolean allHeld() {
        return reported == members && heldBytes == requiredBytes;
    }

    /**
     * The part of one domain of the level that was folded by.
     *
     * @param members as above, of this zone
     */
    public record Zone(String name, int members, int reported, long requiredBytes, long heldBytes) {}
}
