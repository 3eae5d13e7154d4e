package dev.larder.operator.catalog;

import dev.larder.crds.cluster.CacheClusterSpec;
import dev.larder.crds.cluster.WarmUpBudgets;
import dev.larder.crds.dataset.DatasetSpec;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OnDemandRule;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.Retention;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Builds the catalog from Datasets and their listings. */
public final class Catalogs {
    private static final int EXTENT = 16 << 20;
    private static final int LARGE_EXTENT = 64 << 20;

    /** What one blob answers per second, about (scalability targets of Azure Blob Storage). */
    static final int BLOB_REQUESTS = 500;

    private static final long LARGE = 1L << 40;

    private Catalogs() {}

    /** The entry of one Dataset; {@code fits} is false while there is no room for its bytes. */
    public static DatasetEntry entry(DatasetPlan plan, int chunkBytes, boolean fits) {
        DatasetSpec spec = plan.dataset().getSpec();
        Listing listing = plan.listing();
        Instant due = spec.warmUp().due();
        return new DatasetEntry(
                plan.uid(),
                plan.dataset().getMetadata().getNamespace(),
                plan.dataset().getMetadata().getName(),
                spec.source().azureBlob().account(),
                spec.source().azureBlob().container(),
                geometry(chunkBytes, listing.bytes(), listing.largestBytes()),
                spec.placement().scope(),
                spec.placement().replicas(),
                switch (spec.warmUp().strategy()) {
                    case FULL -> WarmUp.FULL;
                    case ON_DEMAND -> WarmUp.ON_DEMAND;
                },
                spec.warmUp().priority(),
                spec.warmUp().suspend() || !fits,
                due == null ? 0 : due.getEpochSecond(),
                spec.warmUp().limit(),
                retention(spec, fits),
                List.of(new Revision(listing.revision(), listing.manifestBytes(), true)));
    }

    /** What is fetched as it is read is pinned only if there is room for all of it: else it could fill a disk for ever. */
    private static Retention retention(DatasetSpec spec, boolean fits) {
        dev.larder.crds.dataset.WarmUp.Strategy strategy = spec.warmUp().strategy();
        boolean pinned = spec.retention().isPinned(strategy);
        Integer priority = spec.retention().priority();
        return new Retention(
                pinned && (fits || strategy == dev.larder.crds.dataset.WarmUp.Strategy.FULL),
                priority == null ? spec.warmUp().priority() : priority,
                spec.retention().limit());
    }

    public static NetworkBudgets network(WarmUpBudgets budgets) {
        return new NetworkBudgets(budgets.upload(), budgets.download(), budgets.betweenZones());
    }

    /** What is kept of blobs that no Dataset lists. Without rules always the same, so that nodes need not hear of it. */
    public static OnDemand onDemand(CacheClusterSpec spec) {
        var pool = spec.onDemand();
        if (pool.rules().isEmpty()) {
            return OnDemand.OFF;
        }
        return new OnDemand(
                spec.chunkBytes(),
                pool.scope(),
                pool.rules().stream().map(Catalogs::rule).toList());
    }

    private static OnDemandRule rule(dev.larder.crds.cluster.OnDemandRule rule) {
        return new OnDemandRule(
                rule.account(),
                rule.container(),
                switch (rule.policy()) {
                    case NEVER -> OnDemandRule.Policy.OFF;
                    case IMMUTABLE -> OnDemandRule.Policy.IMMUTABLE;
                    case REVALIDATE -> OnDemandRule.Policy.REVALIDATE;
                    case STRICT -> OnDemandRule.Policy.STRICT;
                },
                rule.revalidateSeconds(),
                rule.recheckAccessSeconds());
    }

    /**
     * Large Datasets get large extents, so that walking their manifests stays cheap; and so do those with a blob of so many
     * extents that it could be asked for more of them in a second than one blob answers. An extent is one request.
     */
    static Geometry geometry(int chunkBytes, long datasetBytes, long largestBytes) {
        boolean large = datasetBytes > LARGE || largestBytes >= (long) BLOB_REQUESTS * EXTENT;
        return new Geometry(chunkBytes, Math.max(chunkBytes, large ? LARGE_EXTENT : EXTENT));
    }

    /** {@code previous} itself if nothing changes, else the next version. */
    public static Catalog next(
            Catalog previous,
            Collection<OriginAccount> origins,
            Collection<DatasetEntry> entries,
            NetworkBudgets network,
            OnDemand onDemand) {
        List<OriginAccount> accounts = origins.stream()
                .sorted(Comparator.comparing(OriginAccount::account))
                .toList();
        List<DatasetEntry> datasets =
                entries.stream().sorted(Comparator.comparing(DatasetEntry::uid)).toList();
        boolean same = previous.origins().equals(accounts)
                && previous.datasets().equals(datasets)
                && previous.network().equals(network)
                && previous.onDemand().equals(onDemand);
        return same ? previous : new Catalog(previous.version() + 1, accounts, datasets, network, onDemand);
    }

    /** Manifests that the catalog names. */
    public static Set<dev.larder.model.manifest.ManifestId> manifests(Catalog catalog) {
        return catalog.datasets().stream()
                .flatMap(d -> d.revisions().stream())
                .map(Revision::manifest)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
