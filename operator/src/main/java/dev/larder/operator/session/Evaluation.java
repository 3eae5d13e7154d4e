package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Origin;
import dev.larder.model.broadcast.OriginShares;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.catalog.Capacity;
import dev.larder.operator.catalog.Catalogs;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.catalog.Limits;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.membership.Membership;
import dev.larder.operator.membership.Observation;
import dev.larder.operator.membership.Rules;
import dev.larder.operator.membership.Step;
import dev.larder.operator.membership.Timers;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.reports.ReportBook;
import dev.larder.operator.reports.Said;
import dev.larder.operator.settings.Settings;
import dev.larder.operator.warmth.Deadline;
import dev.larder.operator.warmth.Rate;
import dev.larder.operator.warmth.Reports;
import dev.larder.operator.warmth.Standing;
import dev.larder.operator.warmth.Tally;
import dev.larder.operator.warmth.Verdict;
import dev.larder.operator.warmth.Warmth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decisions of one session, look by look: membership, catalog, warmth. Runs on the session's thread, but for
 * {@link #view()}, {@link #savedListing} and {@link #refuse}.
 */
final class Evaluation {
    private static final Logger log = LoggerFactory.getLogger(Evaluation.class);
    private static final Duration STALLED = Duration.ofSeconds(60);

    private final Surroundings surroundings;
    private final Settings settings;
    private final ReportBook reports;
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final Map<String, Rate> rates = new HashMap<>();
    private final Announcements announcements;
    private final Saving saving;
    private final Cuts cuts = new Cuts();
    private final DecisionLog decided = new DecisionLog();
    private ClusterMap map;
    private Catalog catalog;
    private Timers timers = Timers.NONE;
    private volatile ClusterView view;

    Evaluation(SavedState start, Surroundings surroundings, ReportBook reports) {
        this.surroundings = surroundings;
        this.settings = surroundings.settings();
        this.reports = reports;
        this.announcements =
                new Announcements(surroundings.listener(), settings.status().interval());
        this.saving = new Saving(surroundings.store(), start);
        this.map = start.map();
        this.catalog = start.catalog();
        this.listings.putAll(start.listings());
        this.view = new ClusterView(map, catalog, 0, 0, Map.of(), Map.of(), false);
    }

    /**
     * What one look starts from.
     *
     * @param existing uids of all Datasets that refer to the cluster
     * @param plans by uid, of those of them that were admitted and listed since this operator leads
     */
    record Inputs(
            CacheCluster cluster,
            List<OriginAccount> origins,
            int desired,
            Set<String> existing,
            Map<String, DatasetPlan> plans,
            Instant now) {}

    ClusterView view() {
        return view;
    }

    Catalog catalog() {
        return catalog;
    }

    @Nullable
    Listing savedListing(String uid) {
        return listings.get(uid);
    }

    void refuse(String uid) {
        refused.add(uid);
    }

    /** Decides once, saves what must not be lost, and returns when to look again at the latest. */
    @Nullable
    Instant run(Inputs in) {
        refused.removeAll(in.plans().keySet());
        Step step = membership(in);
        Map<String, String> shortages =
                Capacity.shortages(step.map(), in.plans().values(), node -> diskBytes(in.cluster(), node.name()));
        Catalog nextCatalog = step.map().size() == 0 ? catalog : nextCatalog(in, step.map(), shortages);
        Map<String, Listing> nextListings = nextListings(in);
        saving.before(in.cluster(), step.map(), nextCatalog, nextListings, in.now());
        decided.log(in.cluster(), map, step);
        map = step.map();
        timers = step.timers();
        catalog = nextCatalog;
        listings.putAll(nextListings);
        listings.keySet().retainAll(nextListings.keySet());
        judge(in, shortages);
        return step.wakeAt();
    }

    void tellListeners(Inputs in, boolean urgent) {
        announcements.tell(in.cluster(), in.plans().values(), view, urgent, in.now());
    }

    /** How often all nodes are to ask accounts less, after what they reported until now. */
    Map<String, Long> cuts(Instant now) {
        return cuts.after(reports.originRefusals(), now);
    }

    private Step membership(Inputs in) {
        var seen = Candidates.of(
                in.cluster(),
                map.levels(),
                surroundings
                        .observed()
                        .pods(
                                in.cluster().getMetadata().getNamespace(),
                                in.cluster().getMetadata().getName()),
                surroundings.observed()::node,
                reports);
        Settings.Placement placement = settings.placement();
        Rules rules = new Rules(
                Rules.weight(diskBytes(in.cluster())),
                in.cluster().getSpec().network().peerPort(),
                placement.silentAfter(),
                placement.downAfter(),
                placement.epochInterval(),
                placement.firstEpochGrace());
        Observation observation = new Observation(
                seen, in.desired(), reports.accusers(in.now().minus(placement.silentAfter())), repaired(in));
        return Membership.decide(map, observation, timers, rules, in.now());
    }

    /** Every Dataset that is being brought to its owners is there, or cannot get any further. */
    private boolean repaired(Inputs in) {
        Standing standing = Standing.of(map, current(in.now()));
        for (DatasetEntry dataset : catalog.datasets()) {
            if (dataset.suspended() || dataset.warmUp() == dev.larder.model.catalog.WarmUp.ON_DEMAND) {
                continue;
            }
            Tally tally = Tally.of(dataset, standing);
            Rate rate = rates.get(dataset.uid());
            boolean stuck = tally.complete()
                    && (tally.failure() != null || tally.changedBlobs() > 0)
                    && rate != null
                    && rate.stalled(STALLED, in.now());
            if (!tally.allHeld() && !stuck) {
                return false;
            }
        }
        return true;
    }

    private Catalog nextCatalog(Inputs in, ClusterMap next, Map<String, String> shortages) {
        List<DatasetEntry> entries = new ArrayList<>();
        int chunkBytes = in.cluster().getSpec().chunkBytes();
        for (DatasetPlan plan : in.plans().values()) {
            try {
                entries.add(Catalogs.entry(plan, chunkBytes, !shortages.containsKey(plan.uid())));
            } catch (IllegalArgumentException e) {
                // The schema should have refused it; one object must not stop the catalog of all others.
                log.error("{} cannot be published: {}", plan.display(), e.getMessage());
            }
        }
        // What the last operator had published stays until this one has looked at the Dataset itself.
        for (DatasetEntry entry : catalog.datasets()) {
            boolean undecided = !in.plans().containsKey(entry.uid()) && !refused.contains(entry.uid());
            if (undecided && in.existing().contains(entry.uid())) {
                entries.add(entry);
            }
        }
        return Catalogs.next(
                catalog,
                origins(in, next, entries),
                entries,
                Catalogs.network(in.cluster().getSpec().network().warmUp()),
                Catalogs.onDemand(in.cluster().getSpec()));
    }

    /** An origin whose Secret cannot be read just now stays as it was last published. */
    private List<OriginAccount> origins(Inputs in, ClusterMap next, List<DatasetEntry> entries) {
        List<OriginAccount> accounts = new ArrayList<>(in.origins());
        for (Origin origin : in.cluster().getSpec().origins()) {
            boolean known = accounts.stream().anyMatch(a -> a.account().equals(origin.account()));
            if (!known) {
                catalog.origin(origin.account()).ifPresent(accounts::add);
            }
        }
        OriginShares.Known known = known(in.cluster());
        Set<String> warmUpLimited = entries.stream()
                .filter(entry -> entry.warmUpBytesPerSecond() > 0)
                .map(DatasetEntry::account)
                .collect(Collectors.toSet());
        accounts.replaceAll(
                account -> Limits.divided(account, warmUpLimited.contains(account.account()), catalog, next, known));
        return accounts;
    }

    /** A node is gone when it has no pod: until then a process may run there, whether it is heard or not. */
    private OriginShares.Known known(CacheCluster cluster) {
        Set<String> withPods =
                surroundings
                        .observed()
                        .pods(
                                cluster.getMetadata().getNamespace(),
                                cluster.getMetadata().getName())
                        .stream()
                        .map(PodRecord::node)
                        .collect(Collectors.toSet());
        return new OriginShares.Known() {
            @Override
            public boolean confirmed(String node) {
                Said said = reports.said(node);
                return said != null && said.catalogVersion() >= catalog.version();
            }

            @Override
            public boolean gone(String node) {
                return !withPods.contains(node);
            }
        };
    }

    private Map<String, Listing> nextListings(Inputs in) {
        Map<String, Listing> next = new HashMap<>(listings);
        in.plans().forEach((uid, plan) -> next.put(uid, plan.listing()));
        next.keySet().retainAll(in.existing());
        return next;
    }

    private void judge(Inputs in, Map<String, String> shortages) {
        Reports current = current(in.now());
        Standing standing = Standing.of(map, current);
        Map<String, DatasetView> datasets = new HashMap<>();
        for (DatasetPlan plan : in.plans().values()) {
            DatasetEntry entry = catalog.dataset(plan.uid()).orElse(null);
            if (entry == null) {
                datasets.put(plan.uid(), new DatasetView(plan.listing(), false, null, null, 0));
                continue;
            }
            Tally tally = Tally.of(entry, standing);
            Rate rate = rates.computeIfAbsent(plan.uid(), uid -> new Rate());
            rate.sample(tally.held(), in.now());
            Verdict before = verdicts.get(plan.uid());
            if (before == null) {
                before = Earlier.verdict(plan, in.now());
            }
            Verdict verdict = Warmth.judge(
                    map,
                    entry,
                    tally,
                    current,
                    plan.listing().bytes(),
                    shortages.get(plan.uid()),
                    before,
                    settings.warm().missingAfter(),
                    in.now());
            verdicts.put(plan.uid(), verdict);
            long bytesPerSecond = rate.bytesPerSecond(in.now());
            Verdict shown = Deadline.judge(
                    verdict,
                    tally,
                    bytesPerSecond,
                    plan.dataset().getSpec().warmUp().due(),
                    view.warned(plan.uid()),
                    surroundings.calendar().instant());
            datasets.put(plan.uid(), new DatasetView(plan.listing(), true, tally, shown, bytesPerSecond));
        }
        verdicts.keySet().retainAll(in.plans().keySet());
        rates.keySet().retainAll(in.plans().keySet());
        long capacity = 0;
        long used = 0;
        for (var node : map.nodes()) {
            Said report = reports.said(node.name());
            if (report != null && current.fresh(node.name())) {
                capacity += report.capacityBytes();
                used += report.usedBytes();
            }
        }
        view = new ClusterView(
                map, catalog, capacity, used, datasets, timers.slow().running(in.now()), map.settled());
    }

    private Reports current(Instant now) {
        Duration silentAfter = settings.placement().silentAfter();
        return new Reports() {
            @Override
            public @Nullable Said last(String node) {
                return reports.said(node);
            }

            @Override
            public boolean fresh(String node) {
                Instant heard = reports.heard(node);
                return heard != null && heard.plus(silentAfter).isAfter(now) && reports.said(node) != null;
            }
        };
    }

    /** Of the disks that work there; what was configured while it has not said. */
    private long diskBytes(CacheCluster cluster, String node) {
        Said said = reports.said(node);
        long configured = diskBytes(cluster);
        return said == null || said.capacityBytes() == 0 ? configured : Math.min(configured, said.capacityBytes());
    }

    private static long diskBytes(CacheCluster cluster) {
        return cluster.getSpec().storage().capacityBytes();
    }
}
