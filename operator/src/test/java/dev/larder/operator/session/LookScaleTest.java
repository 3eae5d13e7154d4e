package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import dev.larder.operator.settings.Settings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Row S5: in a minute there are as many events as nodes, and the session looks as it does, with a clock of its own. What
 * one look takes is told by the CPU clock of the thread; the property {@code larder.look.nodes} says how many nodes.
 */
class LookScaleTest {
    private static final int NODES = Integer.getInteger("larder.look.nodes", 3_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** As the session does when looks cost nothing. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final SeenNodes seen = new SeenNodes(NODES);
    private final CountingStore store = new CountingStore();
    private long nanos;
    private final SteadyClock clock = new SteadyClock(Instant.parse("2026-01-01T00:00:00Z"), () -> nanos);
    private final Settings settings = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(Settings.class)
            .withDefaultValue("larder.placement.silent-after", "1h")
            .build()
            .getConfigMapping(Settings.class);
    private int told;

    @Test
    void asManyEventsAsNodesInAMinuteCostFewWritesAndSettleSoon() {
        ClusterSession session = session();
        Looks first = new Looks();
        while (!settled(session)) {
            first.look(session);
        }
        int saves = store.saves;
        Instant begun = clock.instant();
        Looks churn = new Looks();
        for (int sent = 0; clock.instant().isBefore(begun.plus(MINUTE)); ) {
            long due = NODES * Duration.between(begun, clock.instant()).toMillis() / MINUTE.toMillis();
            for (; sent < due; sent++) {
                seen.event(sent, NODES);
            }
            churn.look(session);
        }
        for (long event = 0; event < NODES; event++) {
            seen.event(NODES / 2 + event % (NODES / 2), NODES);
        }
        Instant last = clock.instant();
        while (!settled(session)) {
            churn.look(session);
        }
        Looks calm = new Looks();
        for (int i = 0; i < 10; i++) {
            calm.look(session);
        }
        Duration settling = Duration.between(last, clock.instant()).minus(PAUSE.multipliedBy(10));
        System.out.printf(
                "S5: %,d nodes and events: settled %d ms of the clock after the last, %d saves, told %d times%n"
                        + "first looks: %s%nlooks with events: %s%nlooks without: %s%n",
                NODES, settling.toMillis(), store.saves - saves, told, first, churn, calm);
        assertThat(settling).isLessThan(settings.placement().epochInterval());
        assertThat(store.saves - saves).isPositive().isLessThanOrEqualTo(30);
        assertThat(session.view().map().nodes()).allMatch(n -> n.state() == NodeState.ACTIVE);
    }

    private static boolean settled(ClusterSession session) {
        ClusterMap map = session.view().map();
        return map.settled()
                && map.members() == NODES
                && map.nodes().stream().map(CacheNode::state).allMatch(NodeState.ACTIVE::equals);
    }

    private ClusterSession session() {
        CacheCluster cluster = SeenNodes.cluster();
        SessionListener listener = new SessionListener() {
            @Override
            public void clusterChanged(String namespace, String name) {
                told++;
            }

            @Override
            public void datasetChanged(String namespace, String name) {}
        };
        ClusterSession session =
                new ClusterSession(cluster, new Surroundings(seen, store, settings, clock, clock, listener));
        session.update(cluster, List.of(), NODES);
        session.datasets(Set.of());
        seen.report(session);
        return session;
    }

    /** Looks, and the CPU time of each. */
    private final class Looks {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final List<Long> micros = new ArrayList<>();

        void look(ClusterSession session) {
            long before = threads.getCurrentThreadCpuTime();
            session.look(clock.instant());
            micros.add((threads.getCurrentThreadCpuTime() - before) / 1_000);
            nanos += PAUSE.toNanos();
        }

        @Override
        public String toString() {
            List<Long> sorted = micros.stream().sorted().toList();
            return "%d, median %.1f ms, p90 %.1f ms, longest %.1f ms"
                    .formatted(
                            sorted.size(),
                            sorted.get(sorted.size() / 2) / 1e3,
                            sorted.get(sorted.size() * 9 / 10) / 1e3,
                            sorted.getLast() / 1e3);
        }
    }

    private static final class CountingStore implements StateStore {
        private int saves;

        @Override
        public Optional<SavedState> load(CacheCluster cluster) {
            return Optional.empty();
        }

        @Override
        public void save(CacheCluster cluster, SavedState state) {
            saves++;
            // What the real one does with it before it writes.
            assertThat(state.map().encode()).isNotEmpty();
        }
    }
}
