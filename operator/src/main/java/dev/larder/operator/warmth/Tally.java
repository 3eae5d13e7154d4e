package dev.larder.operator.warmth;

import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.CacheNode;
import dev.larder.model.report.CellSum;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.FillFailure;
import dev.larder.model.report.NodeReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The reports of one Dataset revision, added up.
 *
 * @param owners nodes with a share of ownership
 * @param complete every owner answers and has reported the map's epoch
 * @param behind how many owners answer, but have not yet reported this epoch
 * @param missing owners that do not answer
 * @param zones by the name of the widest level's domain
 */
public record Tally(
        int owners,
        boolean complete,
        int behind,
        List<CacheNode> missing,
        long required,
        long held,
        long originBytes,
        long originRequests,
        long changedBlobs,
        String changedExample,
        @Nullable FillFailure failure,
        Map<String, Zone> zones) {

    /** @param nodes that reported */
    public record Zone(long required, long held, int nodes) {
        Zone plus(Zone other) {
            return new Zone(required + other.required, held + other.held, nodes + other.nodes);
        }
    }

    public boolean allHeld() {
        return complete && held == required;
    }

    /** @param since version of the catalog that first asked for what is asked now: nodes that know only older ones are behind */
    public static Tally of(DatasetEntry dataset, long since, Standing standing) {
        CellSum all = new CellSum(standing.map().epoch());
        Map<String, Zone> zones = new TreeMap<>();
        standing.each(dataset, since, (zone, sum) -> {
            all.add(sum);
            if (sum.owners() > 0) {
                zones.merge(zone, new Zone(sum.requiredBytes(), sum.heldBytes(), sum.owners()), Zone::plus);
            }
        });
        int behind = standing.owners() - standing.missing().size() - all.current();
        return new Tally(
                standing.owners(),
                standing.owners() > 0 && behind == 0 && standing.missing().isEmpty(),
                behind,
                standing.missing(),
                all.requiredBytes(),
                all.heldBytes(),
                all.originBytes(),
                all.originRequests(),
                all.changedBlobs(),
                all.changedExample(),
                all.failure(),
                Map.copyOf(zones));
    }

    static @Nullable DatasetReport find(NodeReport report, String uid, ManifestId manifest) {
        for (DatasetReport each : report.datasets()) {
            if (each.uid().equals(uid) && each.manifest().equals(manifest)) {
                return each;
            }
        }
        return null;
    }
}
