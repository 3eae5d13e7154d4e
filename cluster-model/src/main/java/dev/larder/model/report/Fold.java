package dev.larder.model.report;

import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The reports of a cluster's nodes, summed per Dataset revision and zone. A pure function of one map and the latest report
 * of each node; who counts as reporting is the caller's decision.
 *
 * <p>What a member must hold counts only if it computed that with the map's present epoch: required bytes of different
 * epochs do not add up. Until it did, it is missing.
 */
public final class Fold {
    /** How many missing members are named. */
    public static final int NAMED = 10;

    private final ClusterMap map;
    private final int level;
    private final Map<Key, Map<String, DatasetReport>> byDataset = new HashMap<>();

    /**
     * @param level of the map's levels to fold by; -1 for no zones
     * @param reports at most one per node
     */
    public Fold(ClusterMap map, int level, Collection<NodeReport> reports) {
        this.map = map;
        this.level = level;
        for (NodeReport report : reports) {
            for (DatasetReport dataset : report.datasets()) {
                byDataset
                        .computeIfAbsent(new Key(dataset.uid(), dataset.manifest()), k -> new TreeMap<>())
                        .put(report.node(), dataset);
            }
        }
    }

    /** The sums for one revision; one that nobody reports has zeros, and everybody is missing. */
    public DatasetTotals totals(String uid, ManifestId manifest) {
        Map<String, DatasetReport> reports = byDataset.getOrDefault(new Key(uid, manifest), Map.of());
        Map<String, ZoneSum> zones = new TreeMap<>();
        ZoneSum all = new ZoneSum();
        List<String> missing = new ArrayList<>();
        for (CacheNode member : map.nodes()) {
            if (member.weight() > 0) {
                DatasetReport report = reports.get(member.name());
                boolean current = report != null && report.walked() && report.epoch() == map.epoch();
                if (level >= 0) {
                    zones.computeIfAbsent(member.location().name(level), z -> new ZoneSum())
                            .add(current ? report : null);
                }
                all.add(current ? report : null);
                if (!current && missing.size() < NAMED) {
                    missing.add(member.name());
                }
            }
        }
        List<DatasetTotals.Zone> table = new ArrayList<>();
        zones.forEach((name, sum) ->
                table.add(new DatasetTotals.Zone(name, sum.members, sum.reported, sum.required, sum.held)));
        Counters counters = new Counters();
        reports.values().forEach(counters::add);
        return new DatasetTotals(
                uid,
                manifest,
                map.epoch(),
                all.members,
                all.reported,
                missing,
                all.required,
                all.held,
                counters.originBytes,
                counters.originRequests,
                counters.peerBytes,
                counters.servedBytes,
                counters.hitBytes,
                counters.changedBlobs,
                counters.changedExample,
                counters.failure(),
                table);
    }

    private record Key(String uid, ManifestId manifest) {}

    private static final class ZoneSum {
        private int members;
        private int reported;
        private long required;
        private long held;

        void add(@Nullable DatasetReport report) {
            members++;
            if (report != null) {
                reported++;
                required += report.requiredBytes();
                held += report.heldBytes();
            }
        }
    }

    private static final class Counters {
        private long originBytes;
        private long originRequests;
        private long peerBytes;
        private long servedBytes;
        private long hitBytes;
        private long changedBlobs;
        private String changedExample = "";
        private final Map<String, FillFailure> failures = new TreeMap<>();

        void add(DatasetReport report) {
            originBytes += report.originBytes();
            originRequests += report.originRequests();
            peerBytes += report.peerBytes();
            servedBytes += report.servedBytes();
            hitBytes += report.hitBytes();
            // Every reader of a changed blob notices the same change, so the largest count is nearest to the truth.
            changedBlobs = Math.max(changedBlobs, report.changedBlobs());
            changedExample = changedExample.isEmpty() ? report.changedExample() : changedExample;
            FillFailure failure = report.failure();
            if (failure != null) {
                failures.merge(
                        failure.reason(),
                        failure,
                        (a, b) -> new FillFailure(a.reason(), a.message(), a.count() + b.count()));
            }
        }

        @Nullable
        FillFailure failure() {
            @Nullable FillFailure worst = null;
            for (FillFailure each : failures.values()) {
                worst = worst == null || each.count() > worst.count() ? each : worst;
            }
            return worst;
        }
    }
}
