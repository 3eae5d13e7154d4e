package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.cache.CacheNodeConfig;
import dev.larder.cache.Connections;
import dev.larder.cache.DiskSpace;
import dev.larder.cache.feed.Feed;
import dev.larder.cache.feed.FeedTimes;
import dev.larder.cache.feed.HttpFeed;
import dev.larder.cache.feed.OperatorAddress;
import dev.larder.cache.feed.RelayHub;
import dev.larder.cache.report.HttpReports;
import dev.larder.cache.report.ReportSink;
import dev.larder.model.feed.Relays;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.report.CellReport;
import dev.larder.model.topology.Levels;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes of one cell: one of them has a stream from the operator, and the others follow it. */
class RelayTest {
    private static final int NODES = 5;
    private static final FeedTimes TIMES = new FeedTimes(
            Duration.ofSeconds(3),
            Duration.ofMillis(50),
            Duration.ofMillis(400),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));

    @TempDir
    Path directory;

    private FeedHost operator;
    private final Map<String, CacheNode> nodes = new LinkedHashMap<>();
    private ClusterMap map;

    @BeforeEach
    void start() throws Exception {
        operator = new FeedHost();
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        for (int i = 0; i < NODES; i++) {
            String name = "n" + i;
            CacheNode node = CacheNode.start(
                    new CacheNodeConfig(
                            name,
                            "127.0.0.1",
                            0,
                            0,
                            0,
                            List.of(new DiskSpace(directory.resolve(name), 64 << 20)),
                            directory.resolve("credentials"),
                            null,
                            null,
                            CacheNodeConfig.Limits.small()),
                    connections(name));
            nodes.put(name, node);
            edit.join(
                    name,
                    Levels.aks().locate(Map.of("topology.kubernetes.io/zone", "z")),
                    "127.0.0.1",
                    node.peerAddress().getPort(),
                    10);
        }
        map = edit.build();
        operator.publish(map);
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(CacheNode::close);
        operator.close();
    }

    @Test
    void oneNodeHasAStreamAndWhenItDiesTheNextTakesOver() {
        String first = relay(0);
        awaitStreams(Set.of(first));
        allHave(map);
        awaitReports(first, nodes.keySet());

        map = map.edit().leafOnly(relay(2)).build();
        operator.publish(map);
        allHave(map);
        assertThat(operator.streams()).containsExactly(first);

        // The map still says that it is there.
        String second = relay(1);
        Objects.requireNonNull(nodes.remove(first)).crash();
        awaitStreams(Set.of(second));
        map = map.edit().down(first).build();
        operator.publish(map);
        allHave(map);
        awaitReports(second, nodes.keySet());
    }

    private String relay(int rank) {
        return map.node(Relays.ofCell(map, 0)[rank]).name();
    }

    private void awaitStreams(Set<String> names) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(operator.streams()).isEqualTo(names));
    }

    private void allHave(ClusterMap newest) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (CacheNode node : nodes.values()) {
                assertThat(node.report().mapVersion()).as(node.name()).isEqualTo(newest.version());
            }
        });
    }

    private void awaitReports(String relay, Set<String> names) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            CellReport cell = operator.cells().get(relay);
            assertThat(cell).isNotNull();
            assertThat(cell.names()).containsAll(names);
        });
    }

    private Connections connections(String name) {
        OperatorAddress address = new OperatorAddress(operator.uri(), "ns/test", name, name.hashCode());
        return new Connections() {
            @Override
            public OperatorAddress operator() {
                return address;
            }

            @Override
            public Feed feed(HttpClient http, ScheduledExecutorService timer, RelayHub relayed) {
                return new HttpFeed(address, http, timer, relayed, TIMES);
            }

            @Override
            public ReportSink reports(HttpClient http) {
                return new HttpReports(address, http);
            }
        };
    }
}
