package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.catalog.Capacity;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.membership.Candidate;
import dev.larder.operator.membership.Membership;
import dev.larder.operator.membership.Observation;
import dev.larder.operator.membership.Rules;
import dev.larder.operator.membership.Step;
import dev.larder.operator.membership.Timers;
import dev.larder.operator.reports.ReportBook;
import dev.larder.operator.reports.Said;
import dev.larder.operator.settings.Settings;
import dev.larder.operator.warmth.Reports;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one session, look by look: membership, catalog, warmth. Runs on the session's thread, but for
 * {@link #view()}, {@link #savedListing} and {@link #refuse}.
 */
final class Evaluation {
    private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

    private final Surroundings surroundings;
    private final Settings settings;
    private final ReportBook reports;
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Candidates candidates = new Candidates();
    private final Judgements judgements;
    private final Announcements announcements;
    private final Saving saving;
    private final Cuts cuts = new Cuts();
    private final DecisionLog decided = new DecisionLog();
    private ClusterMap map;
    private Catalog catalog;
    private Timers timers = Timers.NONE;
    private Instant forgetAt = Instant.EPOCH;
    private volatile ClusterView view;

    Evaluation(SavedState start, Surroundings surroundings, ReportBook reports) {
        this.surroundings = surroundings;
        this.settings = surroundings.settings();
        this.reports = reports;
        this.announcements =
                new Announcements(surroundings.listener(), settings.status().interval());
        this.judgements = new Judgements(settings.warm().missingAfter());
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
        Map<String, Candidate> seen = seen(in);
        Step step = membership(in, seen);
        long configured = in.cluster().getSpec().storage().capacityBytes();
        Map<String, String> shortages = in.plans().isEmpty()
                ? Map.of()
                : Capacity.shortages(step.map(), in.plans().values(), node -> diskBytes(configured, node.name()));
        Catalog nextCatalog = step.map().size() == 0
                ? catalog
                : new NextCatalog(catalog, reports, seen).of(in, step.map(), shortages, refused);
        Map<String, Listing> nextListings = nextListings(in);
        saving.before(in.cluster(), step.map(), nextCatalog, nextListings, in.now());
        decided.log(in.cluster(), map, step);
        map = step.map();
        timers = step.timers();
        catalog = nextCatalog;
        listings.putAll(nextListings);
        listings.keySet().retainAll(nextListings.keySet());
        view = view(in, shortages);
        forget(in, seen);
        return step.wakeAt();
    }

    /** Now and then: it looks at every node. */
    private void forget(Inputs in, Map<String, Candidate> seen) {
        if (in.now().isBefore(forgetAt)) {
            return;
        }
        forgetAt = in.now().plus(FORGET_EVERY);
        ClusterMap current = map;
        reports.forget(silentBefore(in.now()), node -> seen.containsKey(node) || current.indexOf(node) >= 0);
        refused.retainAll(in.existing());
    }

    void tellListeners(Inputs in, boolean urgent) {
        announcements.tell(in.cluster(), in.plans().values(), view, urgent, in.now());
    }

    /** How often all nodes are to ask accounts less, after what they reported until now. */
    Map<String, Long> cuts(Instant now) {
        return cuts.after(reports.originRefusals(), now);
    }

    private Map<String, Candidate> seen(Inputs in) {
        var metadata = in.cluster().getMetadata();
        return candidates.of(
                in.cluster(),
                map.levels(),
                surroundings.observed().pods(metadata.getNamespace(), metadata.getName()),
                surroundings.observed()::node,
                reports);
    }

    private Step membership(Inputs in, Map<String, Candidate> seen) {
        Settings.Placement placement = settings.placement();
        Rules rules = new Rules(
                Rules.weight(in.cluster().getSpec().storage().capacityBytes()),
                in.cluster().getSpec().network().peerPort(),
                placement.silentAfter(),
                placement.downAfter(),
                placement.epochInterval(),
                placement.firstEpochGrace());
        Observation observation = new Observation(
                seen,
                in.desired(),
                reports.accusers(in.now().minus(placement.silentAfter())),
                judgements.repaired(catalog, answers(in.now())),
                Judgements.nothingToCopy(catalog) && in.plans().isEmpty());
        return Membership.decide(map, observation, timers, rules, in.now());
    }

    private Map<String, Listing> nextListings(Inputs in) {
        Map<String, Listing> next = new HashMap<>(listings);
        in.plans().forEach((uid, plan) -> next.put(uid, plan.listing()));
        next.keySet().retainAll(in.existing());
        return next;
    }

    private ClusterView view(Inputs in, Map<String, String> shortages) {
        Judgements.Answers answers = answers(in.now());
        Map<String, DatasetView> datasets = judgements.judge(
                in.plans().values(),
                catalog,
                shortages,
                answers,
                view,
                surroundings.calendar().instant());
        long capacity = 0;
        long used = 0;
        Instant silentBefore = silentBefore(in.now());
        for (var node : map.nodes()) {
            ReportBook.Entry heard = reports.entry(node.name());
            Said said = heard == null ? null : heard.saidAfter(silentBefore);
            if (said != null) {
                capacity += said.capacityBytes();
                used += said.usedBytes();
            }
        }
        return new ClusterView(
                map, catalog, capacity, used, datasets, timers.slow().running(in.now()), map.settled());
    }

    /** Who was not heard since does not answer. */
    private Instant silentBefore(Instant now) {
        return now.minus(settings.placement().silentAfter());
    }

    private Judgements.Answers answers(Instant now) {
        Instant silentBefore = silentBefore(now);
        Reports current = new Reports() {
            @Override
            public @Nullable Said last(String node) {
                return reports.said(node);
            }

            @Override
            public boolean fresh(String node) {
                ReportBook.Entry heard = reports.entry(node);
                return heard != null && heard.saidAfter(silentBefore) != null;
            }
        };
        return new Judgements.Answers(map, current, now);
    }

    /** Of the disks that work there; what was configured while it has not said. */
    private long diskBytes(long configured, String node) {
        Said said = reports.said(node);
        return said == null || said.capacityBytes() == 0 ? configured : Math.min(configured, said.capacityBytes());
    }
}
