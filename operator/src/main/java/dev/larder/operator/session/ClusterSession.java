package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.dataset.Dataset;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.CellReport;
import dev.larder.model.report.NodeReport;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.feed.FeedCluster;
import dev.larder.operator.feed.FeedHub;
import dev.larder.operator.reports.ReportBook;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One CacheCluster while this operator leads: what was seen and reported, the map and catalog that follow, and the feed
 * that tells them. One virtual thread decides, whenever something was signalled; all methods may be called from any
 * thread and return at once.
 */
public final class ClusterSession implements FeedCluster, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterSession.class);
    private static final Duration LOOK_AT_LEAST = Duration.ofSeconds(5);

    private final Surroundings surroundings;
    private final FeedHub hub;
    private final ReportBook reports = new ReportBook();
    private final Semaphore signals = new Semaphore(0);
    /** Those of them that are not only figures. */
    private final Semaphore urgent = new Semaphore(0);

    private final Plans plans = new Plans();
    private final Evaluation evaluation;

    private volatile @Nullable Thread thread;
    private volatile CacheCluster cluster;
    private volatile @Nullable List<OriginAccount> origins;
    private volatile int desired = -1;
    private volatile ClusterView view;
    private volatile boolean closed;
    private volatile @Nullable Instant unusedSince;
    private long changesSeen = -1;

    /** Reads what the last operator left, which blocks. */
    ClusterSession(CacheCluster cluster, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.cluster = cluster;
        this.hub = new FeedHub(
                surroundings.settings().feed().relaysAbove(),
                surroundings.settings().feed().admittedPerSecond());
        SavedState start = Restoring.from(
                cluster,
                surroundings.store().load(cluster),
                surroundings.clock().instant());
        start.map()
                .nodes()
                .forEach(
                        node -> reports.expect(node.name(), surroundings.clock().instant()));
        this.evaluation = new Evaluation(start, surroundings, reports);
        this.view = evaluation.view();
        if (start.map().size() > 0) {
            hub.publish(start.map(), start.catalog());
        }
        log.info(
                "{}: continuing at map version {}, epoch {} with {} nodes, catalog version {}",
                display(),
                start.map().version(),
                start.map().epoch(),
                start.map().size(),
                start.catalog().version());
    }

    /** Begins to decide. Call once. */
    void start() {
        thread = Thread.ofVirtual().name("session " + display()).start(this::run);
    }

    /** False for another object of the same name, which has nothing of what this one saved. */
    public boolean isOf(CacheCluster other) {
        return Objects.equals(
                other.getMetadata().getUid(), cluster.getMetadata().getUid());
    }

    /** The newest form of the CacheCluster, its usable origins, and how many pods it should have (-1: unknown). */
    public void update(CacheCluster newest, List<OriginAccount> accounts, int desiredPods) {
        boolean same = desired == desiredPods
                && accounts.equals(origins)
                && Objects.equals(
                        newest.getMetadata().getGeneration(),
                        cluster.getMetadata().getGeneration());
        cluster = newest;
        origins = List.copyOf(accounts);
        desired = desiredPods;
        if (same) {
            heard();
        } else {
            signal();
        }
    }

    /** This Dataset is to be held as listed. */
    public void admit(DatasetPlan plan) {
        if (plans.admit(plan)) {
            signal();
        }
    }

    /** This Dataset is not to be held, whatever was before. */
    public void refuse(String uid) {
        evaluation.refuse(uid);
        if (plans.refuse(uid)) {
            signal();
        }
    }

    /** The Datasets that refer to this CacheCluster now; others leave the catalog. */
    public void datasets(Collection<Dataset> referring) {
        Set<String> uids = referring.stream().map(d -> d.getMetadata().getUid()).collect(Collectors.toSet());
        if (plans.exist(uids)) {
            unusedSince = uids.isEmpty() ? surroundings.clock().instant() : null;
            signal();
        }
    }

    /** What was listed for this Dataset, by this operator or the last. */
    public @Nullable Listing listing(String uid) {
        DatasetPlan plan = plans.admitted(uid);
        return plan == null ? evaluation.savedListing(uid) : plan.listing();
    }

    public ClusterView view() {
        return view;
    }

    public DatasetView dataset(String uid) {
        return view.datasets().getOrDefault(uid, DatasetView.UNKNOWN);
    }

    /** Whether that node was heard within the time after which it counts as silent. */
    public boolean hears(String node) {
        Instant heard = reports.heard(node);
        return heard != null && heard.isAfter(silentBefore());
    }

    /** How far the nodes are with deleting what they hold, once there are no Datasets. */
    public Emptying emptying() {
        Instant now = surroundings.clock().instant();
        Instant since = unusedSince;
        ClusterView current = view;
        return Emptying.of(
                current.map(), current.catalog(), reports.heardAfter(silentBefore()), since == null ? now : since, now);
    }

    private Instant silentBefore() {
        return surroundings
                .clock()
                .instant()
                .minus(surroundings.settings().placement().silentAfter());
    }

    /** Something that is watched changed. */
    public void signal() {
        urgent.release();
        signals.release();
    }

    /** There may be other figures, as there are all the time. */
    private void heard() {
        signals.release();
    }

    @Override
    public FeedHub hub() {
        return hub;
    }

    @Override
    public void connected(String node, long incarnation) {
        reports.connected(node, incarnation, surroundings.clock().instant());
        heard();
    }

    @Override
    public void reported(NodeReport report) {
        if (reports.put(report, surroundings.clock().instant())) {
            heard();
        }
    }

    @Override
    public void reported(CellReport report) {
        if (reports.put(report, surroundings.clock().instant())) {
            heard();
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        hub.close();
    }

    private String display() {
        return cluster.getMetadata().getNamespace() + "/"
                + cluster.getMetadata().getName();
    }

    private void run() {
        Duration pause = LOOK_AT_LEAST;
        boolean wasUrgent = false;
        while (!closed) {
            try {
                if (signals.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    signals.drainPermits();
                }
                boolean soon = wasUrgent | urgent.drainPermits() > 0;
                Instant start = surroundings.clock().instant();
                ClusterMap before = view.map();
                pause = look(start);
                Duration took = Duration.between(start, surroundings.clock().instant());
                LookPace pace = LookPace.after(took, soon, view.map() != before);
                Thread.sleep(pace.least());
                wasUrgent = urgent.tryAcquire(pace.rest().toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    log.warn("{}: looking again in a second: {}", display(), e.toString(), e);
                    pause = Duration.ofSeconds(1);
                }
            }
        }
    }

    /** Decides once. Returns how long to wait for a signal before the next look. */
    Duration look(Instant now) {
        Set<String> known = plans.existing();
        List<OriginAccount> accounts = origins;
        // Half of what is to be known would take out of the catalog what the last operator had put there.
        if (known == null || accounts == null || !surroundings.observed().isSynced()) {
            return Duration.ofSeconds(1);
        }
        long changes = surroundings
                .observed()
                .changes(
                        cluster.getMetadata().getNamespace(),
                        cluster.getMetadata().getName());
        Evaluation.Inputs inputs = new Evaluation.Inputs(cluster, accounts, desired, known, plans.held(), now);
        ClusterMap mapBefore = view.map();
        Catalog catalogBefore = evaluation.catalog();
        Instant wakeAt = evaluation.run(inputs);
        view = evaluation.view();
        hub.cuts(evaluation.cuts(now));
        boolean newMap = !view.map().equals(mapBefore);
        boolean newCatalog = evaluation.catalog() != catalogBefore;
        if ((newMap || newCatalog) && view.map().size() > 0) {
            hub.publish(view.map(), evaluation.catalog());
        }
        evaluation.tellListeners(inputs, newMap || changes != changesSeen);
        changesSeen = changes;
        if (wakeAt == null) {
            return LOOK_AT_LEAST;
        }
        Duration until = Duration.between(now, wakeAt).plusMillis(1);
        return until.isNegative() ? LookPace.CALM : until.compareTo(LOOK_AT_LEAST) > 0 ? LOOK_AT_LEAST : until;
    }
}
