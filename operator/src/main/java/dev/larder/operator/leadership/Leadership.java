package dev.larder.operator.leadership;

import dev.larder.operator.nodes.Observed;
import dev.larder.operator.session.Sessions;
import dev.larder.operator.settings.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operator acts at a time. It starts to watch and to reconcile when it gets the lease; when it loses the lease the
 * process ends, since nothing it remembers is true any longer. A clean stop gives the lease back at once.
 */
@Singleton
public class Leadership {
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);
    private static final Duration FIRST_LISTS = Duration.ofMinutes(5);

    private final KubernetesClient client;
    private final Operator operator;
    private final Observed observed;
    private final Sessions sessions;
    private final Settings.LeaderElection settings;
    private final String namespace;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable LeaderElector elector;
    private @Nullable CompletableFuture<?> election;
    private volatile boolean stopping;

    @Inject
    Leadership(KubernetesClient client, Operator operator, Observed observed, Sessions sessions, Settings settings) {
        this.client = client;
        this.operator = operator;
        this.observed = observed;
        this.sessions = sessions;
        this.settings = settings.leaderElection();
        this.namespace = settings.namespace();
    }

    void start(@Observes StartupEvent event) {
        String identity = settings.identity().orElseGet(Leadership::identity);
        LeaderElectionConfig config = new LeaderElectionConfig(
                new RememberedLease(namespace, settings.leaseName(), identity),
                settings.leaseDuration(),
                settings.renewDeadline(),
                settings.retryPeriod(),
                new LeaderCallbacks(
                        () -> threads.execute(this::lead),
                        this::stoppedLeading,
                        leader -> log.info("The leader is {}", leader == null || leader.isEmpty() ? "nobody" : leader)),
                false,
                settings.leaseName());
        LeaderElector newElector = new LeaderElector(client, config, threads);
        elector = newElector;
        election = newElector.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        boolean led = sessions.leads();
        sessions.stop();
        if (led) {
            operator.stop();
        }
        observed.close();
        CompletableFuture<?> running = election;
        LeaderElector current = elector;
        if (running != null && current != null) {
            running.cancel(true);
            if (led) {
                release(current);
            }
        }
        threads.shutdownNow();
    }

    private static void release(LeaderElector elector) {
        try {
            log.info("Lease released: {}", elector.release());
        } catch (KubernetesClientException e) {
            log.warn("The lease was not released and has to run out: {}", e.getMessage());
        }
    }

    private void lead() {
        try {
            log.info("Leading; reading Nodes and cache pods");
            if (!observed.start(FIRST_LISTS)) {
                throw new IllegalStateException("Nodes and pods could not be listed within " + FIRST_LISTS);
            }
            sessions.lead();
            operator.start();
            sessions.started();
            log.info("Controllers started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!stopping) {
                log.error("Cannot lead", e);
                Quarkus.asyncExit(1);
            }
        }
    }

    private void stoppedLeading() {
        if (!stopping) {
            log.error("The lease was lost; ending so that nothing is done by two");
            sessions.stop();
            Quarkus.asyncExit(1);
        }
    }

    private static String identity() {
        String host = System.getenv().getOrDefault("HOSTNAME", "operator");
        return host + "-"
                + String.format(Locale.ROOT, "%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    }
}
