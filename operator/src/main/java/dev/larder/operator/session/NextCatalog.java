package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Origin;
import dev.larder.model.broadcast.OriginShares;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.catalog.Catalogs;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.catalog.Limits;
import dev.larder.operator.membership.Candidate;
import dev.larder.operator.reports.ReportBook;
import dev.larder.operator.reports.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalog that follows from what one look found. */
final class NextCatalog {
    private static final Logger log = LoggerFactory.getLogger(NextCatalog.class);

    private final Catalog before;
    private final ReportBook reports;
    private final Map<String, Candidate> withPods;

    /**
     * @param before that was published last
     * @param withPods by node; where there is none nothing runs
     */
    NextCatalog(Catalog before, ReportBook reports, Map<String, Candidate> withPods) {
        this.before = before;
        this.reports = reports;
        this.withPods = withPods;
    }

    /**
     * @param map the next one
     * @param shortages of the Datasets that do not fit, by uid
     * @param refused uids of those that are not to be held, whatever was before
     */
    Catalog of(Evaluation.Inputs in, ClusterMap map, Map<String, String> shortages, Set<String> refused) {
        List<DatasetEntry> entries = new ArrayList<>();
        CacheCluster cluster = in.cluster();
        int chunkBytes = cluster.getSpec().chunkBytes();
        for (DatasetPlan plan : in.plans().values()) {
            try {
                entries.add(Catalogs.entry(plan, chunkBytes, !shortages.containsKey(plan.uid())));
            } catch (RuntimeException e) {
                // The schema should have refused it; one object must not stop the catalog of all others.
                log.error("{} cannot be published: {}", plan.display(), e.getMessage());
            }
        }
        // What the last operator had published stays until this one has looked at the Dataset itself.
        for (DatasetEntry entry : before.datasets()) {
            boolean undecided = !in.plans().containsKey(entry.uid()) && !refused.contains(entry.uid());
            if (undecided && in.existing().contains(entry.uid())) {
                entries.add(entry);
            }
        }
        NetworkBudgets network = Catalogs.network(cluster.getSpec().network().warmUp());
        return Catalogs.next(
                before, origins(in, map, entries, network), entries, network, Catalogs.onDemand(cluster.getSpec()));
    }

    /** An origin whose Secret cannot be read just now stays as it was last published. */
    private List<OriginAccount> origins(
            Evaluation.Inputs in, ClusterMap map, List<DatasetEntry> entries, NetworkBudgets network) {
        List<OriginAccount> accounts = new ArrayList<>(in.origins());
        for (Origin origin : in.cluster().getSpec().origins()) {
            boolean known = accounts.stream().anyMatch(a -> a.account().equals(origin.account()));
            if (!known) {
                before.origin(origin.account()).ifPresent(accounts::add);
            }
        }
        Set<String> warmUpLimited = entries.stream()
                .filter(entry -> entry.warmUpBytesPerSecond() > 0)
                .map(DatasetEntry::account)
                .collect(Collectors.toSet());
        accounts.replaceAll(account ->
                Limits.divided(account, network, warmUpLimited.contains(account.account()), before, map, known()));
        return accounts;
    }

    /** A node is gone when it has no pod: until then a process may run there, whether it is heard or not. */
    private OriginShares.Known known() {
        return new OriginShares.Known() {
            @Override
            public boolean confirmed(String node) {
                Said said = reports.said(node);
                return said != null && said.catalogVersion() >= before.version();
            }

            @Override
            public boolean gone(String node) {
                return !withPods.containsKey(node);
            }
        };
    }
}
