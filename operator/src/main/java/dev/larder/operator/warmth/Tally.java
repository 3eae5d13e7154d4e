package dev.larder.operator.warmth;

import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.FillFailure;
import dev.larder.model.report.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The reports of one Dataset revision, added up.
 *
 * @param owners nodes with a share of ownership
 * @param complete every owner answers and has reported the map's epoch
 * @param behind owners that answer, but have not yet reported this epoch
 * @param missing owners that do not answer
 * @param zones by the name of the widest level's domain
 */
public record Tally(
        int owners,
        boolean complete,
        List<CacheNode> behind,
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

    public static Tally of(ClusterMap map, DatasetEntry dataset, Reports reports) {
        ManifestId active = dataset.active().orElseThrow().manifest();
        Adding sum = new Adding();
        for (CacheNode node : map.nodes()) {
            NodeReport last = reports.last(node.name());
            DatasetReport report = last == null ? null : find(last, dataset.uid(), active);
            if (report != null) {
                sum.counters(report);
            }
            if (node.weight() > 0) {
                sum.owner(node, report, reports.fresh(node.name()), map.epoch());
            }
        }
        return sum.tally();
    }

    static @Nullable DatasetReport find(NodeReport report, String uid, ManifestId manifest) {
        for (DatasetReport each : report.datasets()) {
            if (each.uid().equals(uid) && each.manifest().equals(manifest)) {
                return each;
            }
        }
        return null;
    }

    private static final class Adding {
        private int owners;
        private final List<CacheNode> behind = new ArrayList<>();
        private final List<CacheNode> missing = new ArrayList<>();
        private long required;
        private long held;
        private long originBytes;
        private long originRequests;
        private long changedBlobs;
        private String changedExample = "";
        private @Nullable FillFailure failure;
        private final Map<String, Zone> zones = new TreeMap<>();

        void counters(DatasetReport report) {
            originBytes += report.originBytes();
            originRequests += report.originRequests();
            if (report.changedBlobs() > 0) {
                // Several nodes may have met the same blob, so the sum would be too many.
                changedBlobs = Math.max(changedBlobs, report.changedBlobs());
                changedExample = report.changedExample();
            }
        }

        void owner(CacheNode node, @Nullable DatasetReport report, boolean fresh, long epoch) {
            owners++;
            if (!fresh) {
                missing.add(node);
            } else if (report == null || !report.walked() || report.epoch() != epoch) {
                behind.add(node);
            }
            if (report == null) {
                return;
            }
            if (fresh) {
                FillFailure why = report.failure();
                if (why != null && (failure == null || why.count() > failure.count())) {
                    failure = why;
                }
            }
            required += report.requiredBytes();
            held += fresh ? report.heldBytes() : 0;
            String zone = node.location().values().isEmpty()
                    ? ""
                    : node.location().values().getFirst();
            zones.merge(zone, new Zone(report.requiredBytes(), fresh ? report.heldBytes() : 0, 1), Zone::plus);
        }

        Tally tally() {
            return new Tally(
                    owners,
                    owners > 0 && behind.isEmpty() && missing.isEmpty(),
                    List.copyOf(behind),
                    List.copyOf(missing),
                    required,
                    held,
                    originBytes,
                    originRequests,
                    changedBlobs,
                    changedExample,
                    failure,
                    Map.copyOf(zones));
        }
    }
}
