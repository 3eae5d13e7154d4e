package dev.larder.operator.cachecluster;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Origin;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.Dataset;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.operator.fleet.Fleet;
import dev.larder.operator.fleet.Fleets;
import dev.larder.operator.fleet.Roll;
import dev.larder.operator.fleet.RuntimeDefaults;
import dev.larder.operator.nodes.Observed;
import dev.larder.operator.nodes.OwnLabels;
import dev.larder.operator.session.ClusterSession;
import dev.larder.operator.session.ClusterView;
import dev.larder.operator.session.Emptying;
import dev.larder.operator.session.SessionListener;
import dev.larder.operator.session.Sessions;
import dev.larder.operator.settings.Settings;
import dev.larder.operator.source.Access;
import dev.larder.operator.source.Credentials;
import dev.larder.operator.source.Origins;
import dev.larder.operator.status.ClusterFacts;
import dev.larder.operator.status.ClusterFacts.Problem;
import dev.larder.operator.status.ClusterStatuses;
import dev.larder.operator.status.Events;
import dev.larder.operator.status.Fields;
import dev.larder.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Observes, applies what should run, rolls, and reports; the deciding is done by pure types. */
@Singleton
@ControllerConfiguration(name = "cachecluster", finalizerName = "larder.dev/in-use", fieldManager = Fields.MANAGER)
public class CacheClusterReconciler implements Reconciler<CacheCluster>, Cleaner<CacheCluster>, SessionListener {
    private static final Logger log = LoggerFactory.getLogger(CacheClusterReconciler.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    /** Secrets are not watched; a certificate lasts for days at least. */
    private static final Duration CERTIFICATE_AGAIN = Duration.ofHours(1);

    private static final int NAMED = 5;

    private final KubernetesClient client;
    private final Sessions sessions;
    private final Observed observed;
    private final Fleets fleets;
    private final Owned owned;
    private final Replacement replacement;
    private final Credentials credentials;
    private final Certificates certificates;
    private final StatusWriter writer;
    private final Events events;
    private final Clock clock = Clock.systemUTC();
    private final ClusterStatuses statuses = new ClusterStatuses(clock);
    private final SimpleInboundEventSource<CacheCluster> changes = new SimpleInboundEventSource<>("session");
    private @Nullable InformerEventSource<Dataset, CacheCluster> datasets;

    @Inject
    CacheClusterReconciler(
            KubernetesClient client, Sessions sessions, Observed observed, Settings settings, StatusWriter writer) {
        this.client = client;
        this.sessions = sessions;
        this.observed = observed;
        this.fleets = new Fleets(observed);
        this.owned = new Owned(client, new RuntimeDefaults(settings.cacheImage(), settings.effectiveFeedUrl()));
        this.replacement = new Replacement(
                client,
                node -> !observed.ready(node),
                observed::leaving,
                settings.rollout().maxUnavailablePercent());
        this.credentials = new Credentials(client);
        this.certificates = new Certificates(client);
        this.writer = writer;
        this.events = new Events(client);
        sessions.listen(this);
    }

    @Override
    public List<EventSource<?, CacheCluster>> prepareEventSources(EventSourceContext<CacheCluster> context) {
        InformerEventSource<DaemonSet, CacheCluster> daemonSets = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(DaemonSet.class, CacheCluster.class)
                        .withName("daemonsets")
                        .withLabelSelector(OwnLabels.SELECTOR)
                        .build(),
                context);
        InformerEventSource<Dataset, CacheCluster> referring = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Dataset.class, CacheCluster.class)
                        .withName("datasets")
                        .withSecondaryToPrimaryMapper(dataset -> Set.of(clusterOf(dataset)))
                        // Its status is ours and changes nothing here.
                        .withOnUpdateFilter((newer, older) -> !Objects.equals(
                                newer.getMetadata().getGeneration(),
                                older.getMetadata().getGeneration()))
                        .build(),
                context);
        datasets = referring;
        return List.of(daemonSets, referring, changes);
    }

    @Override
    public UpdateControl<CacheCluster> reconcile(CacheCluster cluster, Context<CacheCluster> context) {
        Optional<Duration> again = pass(cluster, context, null);
        UpdateControl<CacheCluster> nothing = UpdateControl.noUpdate();
        again.ifPresent(nothing::rescheduleAfter);
        return nothing;
    }

    @Override
    public DeleteControl cleanup(CacheCluster cluster, Context<CacheCluster> context) {
        List<Dataset> users = referring(cluster);
        if (!users.isEmpty()) {
            String message = "still used by " + named(users) + "; delete these Datasets first";
            events.warn(cluster, Reason.IN_USE.text(), message);
            pass(cluster, context, new Problem(Reason.IN_USE, message));
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(AGAIN.toMillis());
        }
        switch (empty(cluster, context)) {
            case Emptying.Done done -> {}
            case Emptying.Waiting(String message) -> {
                if (cluster.getStatus() != null) {
                    writer.write(
                            cluster,
                            statuses.deleting(
                                    cluster.getStatus(),
                                    cluster.getMetadata().getGeneration(),
                                    new Problem(Reason.EMPTYING, message)));
                }
                return DeleteControl.noFinalizerRemoval().rescheduleAfter(SOON.toMillis());
            }
            case Emptying.GivenUp(String message) ->
                log.warn("{} goes after {} s all the same: {}", display(cluster), Emptying.LIMIT.toSeconds(), message);
        }
        log.info("{} is deleted", display(cluster));
        events.forget(cluster);
        fleets.forget(cluster);
        owned.forget(cluster);
        sessions.close(
                cluster.getMetadata().getNamespace(), cluster.getMetadata().getName());
        return DeleteControl.defaultDelete();
    }

    /** Asks for nothing but an empty catalog: in a namespace that is going too, nothing could be created any more. */
    private Emptying empty(CacheCluster cluster, Context<CacheCluster> context) {
        ClusterSession session = sessions.open(cluster);
        session.datasets(List.of());
        Fleet fleet = fleets.of(cluster);
        session.update(cluster, origins(cluster, new ArrayList<>()), fleet.desired(cluster, daemonSets(context)));
        return session.emptying();
    }

    @Override
    public void clusterChanged(String namespace, String name) {
        changes.propagateEvent(new ResourceID(name, namespace));
    }

    @Override
    public void datasetChanged(String namespace, String name) {}

    private Optional<Duration> pass(CacheCluster cluster, Context<CacheCluster> context, @Nullable Problem deletion) {
        if (!observed.isSynced()) {
            return Optional.of(SOON);
        }
        ClusterSession session = sessions.open(cluster);
        List<Dataset> users = referring(cluster);
        session.datasets(users);
        Fleet fleet = fleets.of(cluster);
        Map<String, DaemonSet> daemonSets = daemonSets(context);
        Map<String, String> templates = owned.apply(cluster, fleet, daemonSets);
        List<Problem> problems = new ArrayList<>();
        session.update(cluster, origins(cluster, problems), fleet.desired(cluster, daemonSets));

        ClusterView view = session.view();
        int pods = fleet.desired(cluster, daemonSets);
        Roll roll = replacement.next(cluster, fleet, templates, pods, session, clock.instant());
        var groups = fleet.table(cluster, daemonSets, templates);
        int desired = groups.stream().mapToInt(g -> g.desired()).sum();
        problems.addAll(Problems.of(view, fleet));
        certificates
                .trouble(cluster, clock.instant())
                .ifPresent(what -> problems.add(new Problem(Reason.CERTIFICATE_UNUSABLE, what)));
        ClusterFacts facts = new ClusterFacts(
                desired,
                fleet.ready(),
                fleet.stuck(clock.instant()),
                groups,
                roll,
                users.size(),
                problems,
                deletion,
                view);
        Duration unwritten = writer.write(cluster, statuses.status(cluster, facts));
        if (!(roll instanceof Roll.Nothing) || !problems.isEmpty()) {
            return Optional.of(unwritten.isZero() || unwritten.compareTo(AGAIN) > 0 ? AGAIN : unwritten);
        }
        if (!unwritten.isZero()) {
            // Not sooner: with very many nodes a pass is long, and whatever changes begins one anyway.
            return Optional.of(unwritten);
        }
        return cluster.getSpec().network().tls() == null ? Optional.empty() : Optional.of(CERTIFICATE_AGAIN);
    }

    private static Map<String, DaemonSet> daemonSets(Context<CacheCluster> context) {
        return context.getSecondaryResources(DaemonSet.class).stream()
                .collect(Collectors.toMap(d -> d.getMetadata().getName(), d -> d));
    }

    /** What the catalog says of the origins, but for those whose Secret is missing. */
    private List<OriginAccount> origins(CacheCluster cluster, List<Problem> problems) {
        List<OriginAccount> accounts = new ArrayList<>();
        for (Origin origin : cluster.getSpec().origins()) {
            Optional<Access> access = credentials.read(cluster, origin);
            if (access.isPresent()) {
                accounts.add(Origins.catalogued(origin, access.get()));
            } else {
                problems.add(new Problem(Reason.CREDENTIAL_MISSING, Credentials.missing(cluster, origin)));
            }
        }
        return accounts;
    }

    private List<Dataset> referring(CacheCluster cluster) {
        InformerEventSource<Dataset, CacheCluster> source = datasets;
        ResourceID id = ResourceID.fromResource(cluster);
        return source == null
                ? List.of()
                : source.list(dataset -> clusterOf(dataset).equals(id)).toList();
    }

    private static ResourceID clusterOf(Dataset dataset) {
        var ref = dataset.getSpec().cacheClusterRef();
        return new ResourceID(ref.name(), ref.namespaceFor(dataset.getMetadata().getNamespace()));
    }

    private static String named(List<Dataset> datasets) {
        List<String> names = datasets.stream()
                .map(d -> d.getMetadata().getNamespace() + "/" + d.getMetadata().getName())
                .sorted()
                .toList();
        String list = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return "Datasets " + list + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    private static String display(CacheCluster cluster) {
        return cluster.getMetadata().getNamespace() + "/"
                + cluster.getMetadata().getName();
    }
}
