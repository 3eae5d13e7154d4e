package dev.larder.operator.dataset;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.AzureBlob;
import dev.larder.crds.dataset.Dataset;
import dev.larder.crds.size.DataSize;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.dataset.Admission.Admitted;
import dev.larder.operator.dataset.Admission.Refused;
import dev.larder.operator.manifests.Manifests;
import dev.larder.operator.session.ClusterSession;
import dev.larder.operator.session.DatasetView;
import dev.larder.operator.session.SessionListener;
import dev.larder.operator.session.Sessions;
import dev.larder.operator.settings.Settings;
import dev.larder.operator.source.Access;
import dev.larder.operator.source.AzureListing;
import dev.larder.operator.source.Credentials;
import dev.larder.operator.status.DatasetStatuses;
import dev.larder.operator.status.DatasetStatuses.Resolved;
import dev.larder.operator.status.Fields;
import dev.larder.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gets a Dataset listed, hands it to its CacheCluster's session, and writes what is known of it. */
@Singleton
@ControllerConfiguration(name = "dataset", fieldManager = Fields.MANAGER)
public class DatasetReconciler implements Reconciler<Dataset>, SessionListener {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final Sessions sessions;
    private final Credentials credentials;
    private final Listings listings;
    private final Manifests manifests;
    private final Recovery recovery;
    private final StatusWriter writer;
    private final Clock clock = Clock.systemUTC();
    private final DatasetStatuses statuses = new DatasetStatuses(clock);
    private final SimpleInboundEventSource<Dataset> changes = new SimpleInboundEventSource<>("session");
    private @Nullable InformerEventSource<CacheCluster, Dataset> clusters;
    private volatile @Nullable IndexerResourceCache<Dataset> datasets;

    @Inject
    DatasetReconciler(
            KubernetesClient client, Sessions sessions, Manifests manifests, Settings settings, StatusWriter writer) {
        this.client = client;
        this.sessions = sessions;
        this.credentials = new Credentials(client);
        this.listings = new Listings(
                new AzureListing(manifests.files()), settings.listing().parallel(), clock, this::forget);
        this.manifests = manifests;
        this.recovery = new Recovery(id -> manifests.find(id) != null, manifests::recover, clock);
        this.writer = writer;
        sessions.listen(this);
    }

    @Override
    public List<EventSource<?, Dataset>> prepareEventSources(EventSourceContext<Dataset> context) {
        InformerEventSource<CacheCluster, Dataset> source = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(CacheCluster.class, Dataset.class)
                        .withName("cacheclusters")
                        .withSecondaryToPrimaryMapper(cluster -> context.getPrimaryCache()
                                .list(dataset -> refers(dataset, cluster))
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .withOnUpdateFilter((newer, older) -> !Objects.equals(
                                newer.getMetadata().getGeneration(),
                                older.getMetadata().getGeneration()))
                        .build(),
                context);
        clusters = source;
        datasets = context.getPrimaryCache();
        return List.of(source, changes);
    }

    /** After each listing: what older ones found, and nobody refers to any more. */
    private void forget() {
        IndexerResourceCache<Dataset> there = datasets;
        if (there != null) {
            listings.forgetAllBut(
                    there.list().map(d -> d.getMetadata().getUid()).collect(Collectors.toSet()));
        }
        manifests.trim(sessions.manifestsInUse());
    }

    @Override
    public UpdateControl<Dataset> reconcile(Dataset dataset, Context<Dataset> context) {
        Admission admission = Admission.of(dataset, cluster(dataset), this::namespaceLabels);
        Outcome outcome = switch (admission) {
            case Refused refused -> refuse(dataset, refused);
            case Admitted admitted -> resolve(dataset, admitted);
        };
        Duration unwritten = outcome.resolved == null
                ? Duration.ZERO
                : writer.write(dataset, statuses.status(dataset, outcome.resolved, outcome.view));
        UpdateControl<Dataset> nothing = UpdateControl.noUpdate();
        (unwritten.isZero() ? outcome.again : Optional.of(unwritten)).ifPresent(nothing::rescheduleAfter);
        return nothing;
    }

    @Override
    public void clusterChanged(String namespace, String name) {}

    @Override
    public void datasetChanged(String namespace, String name) {
        changes.propagateEvent(new ResourceID(name, namespace));
    }

    private Outcome refuse(Dataset dataset, Refused refused) {
        ClusterSession session = session(dataset);
        if (session != null) {
            session.refuse(dataset.getMetadata().getUid());
        }
        return new Outcome(
                new Resolved(false, refused.reason(), refused.message()), DatasetView.UNKNOWN, refused.again());
    }

    private Outcome resolve(Dataset dataset, Admitted admitted) {
        ClusterSession session = session(dataset);
        if (session == null || !session.isOf(admitted.cluster())) {
            // The CacheCluster's own reconciler is about to begin it, or to replace that of an object of its name.
            // What the status says stands until then.
            return new Outcome(null, DatasetView.UNKNOWN, Optional.of(SOON));
        }
        String uid = dataset.getMetadata().getUid();
        AzureBlob what = dataset.getSpec().source().azureBlob();
        String source = Listings.fingerprint(what);
        Listing known = listings.state(uid) instanceof ListingState.Done done ? done.listing() : session.listing(uid);
        if (known != null) {
            session.admit(new DatasetPlan(dataset, known));
        }
        if (known != null && known.source().equals(source)) {
            Recovery.Found found =
                    recovery.look(known.revision(), session.view().map());
            if (found == Recovery.Found.NOWHERE) {
                list(dataset, admitted, what);
            }
            if (unseen(session, dataset, known)) {
                return new Outcome(null, DatasetView.UNKNOWN, Optional.of(SOON));
            }
            return new Outcome(
                    listed(known),
                    view(session, uid, known),
                    found == Recovery.Found.HERE ? Optional.empty() : Optional.of(Recovery.PAUSE));
        }
        ListingState state = listings.state(uid);
        if (state == null || !state.source().equals(source) || due(state)) {
            Optional<Outcome> missing = list(dataset, admitted, what);
            if (missing.isPresent()) {
                return missing.get();
            }
            state = listings.state(uid);
        }
        DatasetView before = view(session, uid, known);
        return pending(state, known == null ? before : before.ofOtherSource());
    }

    /** Starts listing; a result only when that cannot even begin. */
    private Optional<Outcome> list(Dataset dataset, Admitted admitted, AzureBlob what) {
        Optional<Access> access = credentials.read(admitted.cluster(), admitted.origin());
        if (access.isEmpty()) {
            return Optional.of(new Outcome(
                    new Resolved(
                            false,
                            Reason.CREDENTIAL_MISSING,
                            Credentials.missing(admitted.cluster(), admitted.origin())),
                    DatasetView.UNKNOWN,
                    Optional.of(Duration.ofSeconds(5))));
        }
        String namespace = dataset.getMetadata().getNamespace();
        String name = dataset.getMetadata().getName();
        listings.start(
                dataset.getMetadata().getUid(),
                namespace + "/" + name,
                what,
                access.get(),
                () -> datasetChanged(namespace, name));
        return Optional.empty();
    }

    private Outcome pending(@Nullable ListingState state, DatasetView view) {
        return switch (state) {
            case ListingState.Running running ->
                new Outcome(
                        new Resolved(
                                null,
                                Reason.LISTING,
                                running.objects() + " blobs so far, " + new DataSize(running.bytes()).display()),
                        view,
                        Optional.empty());
            case ListingState.Failed failed ->
                new Outcome(
                        new Resolved(false, failed.reason(), failed.message()),
                        view,
                        Optional.of(atLeast(Duration.between(clock.instant(), failed.retryAt()))));
            case ListingState.Done done -> new Outcome(listed(done.listing()), view, Optional.of(SOON));
            case null -> new Outcome(new Resolved(null, Reason.LISTING, "about to be listed"), view, Optional.of(SOON));
        };
    }

    private static Resolved listed(Listing listing) {
        return new Resolved(
                true,
                Reason.LISTED,
                listing.objects() + " blobs, " + new DataSize(listing.bytes()).display() + ", revision "
                        + listing.revision().abbreviated());
    }

    /** As the session sees it, but for what was listed, which is known already. */
    private static DatasetView view(ClusterSession session, String uid, @Nullable Listing known) {
        DatasetView view = session.dataset(uid);
        return known == null || known.equals(view.listing()) ? view : DatasetView.unpublished(null, known);
    }

    /**
     * The session has yet to look at this listing and this spec; what the status says stands until then, also of the last
     * operator. Else it would say of the new spec what is true of the old one.
     */
    private static boolean unseen(ClusterSession session, Dataset dataset, Listing known) {
        DatasetView view = session.dataset(dataset.getMetadata().getUid());
        return session.view().map().size() > 0
                && !(known.equals(view.listing())
                        && Objects.equals(
                                view.generation(), dataset.getMetadata().getGeneration()));
    }

    private boolean due(ListingState state) {
        return state instanceof ListingState.Failed failed && !clock.instant().isBefore(failed.retryAt());
    }

    private static Duration atLeast(Duration d) {
        return d.compareTo(SOON) < 0 ? SOON : d.plusMillis(50);
    }

    private @Nullable CacheCluster cluster(Dataset dataset) {
        InformerEventSource<CacheCluster, Dataset> source = clusters;
        return source == null ? null : source.get(clusterOf(dataset)).orElse(null);
    }

    private @Nullable ClusterSession session(Dataset dataset) {
        ResourceID id = clusterOf(dataset);
        return sessions.get(id.getNamespace().orElse(""), id.getName());
    }

    private Map<String, String> namespaceLabels(String name) {
        Namespace namespace = client.namespaces().withName(name).get();
        return namespace == null || namespace.getMetadata().getLabels() == null
                ? Map.of()
                : namespace.getMetadata().getLabels();
    }

    private static ResourceID clusterOf(Dataset dataset) {
        var ref = dataset.getSpec().cacheClusterRef();
        return new ResourceID(ref.name(), ref.namespaceFor(dataset.getMetadata().getNamespace()));
    }

    private static boolean refers(Dataset dataset, CacheCluster cluster) {
        return clusterOf(dataset).equals(ResourceID.fromResource(cluster));
    }

    /** @param resolved null when the status is to stay as it is */
    private record Outcome(@Nullable Resolved resolved, DatasetView view, Optional<Duration> again) {}
}
