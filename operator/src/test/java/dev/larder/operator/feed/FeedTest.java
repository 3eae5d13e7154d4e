package dev.larder.operator.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.feed.Digests;
import dev.larder.model.feed.Relays;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.report.CellFold;
import dev.larder.model.report.CellReport;
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.model.wire.FeedMessage;
import dev.larder.operator.feed.FeedClusters.Availability;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets. */
class FeedTest {
    private volatile FeedHub hub = new FeedHub(300, 2_500);
    private final List<String> connected = new CopyOnWriteArrayList<>();
    private final List<NodeReport> reports = new CopyOnWriteArrayList<>();
    private final List<CellReport> cells = new CopyOnWriteArrayList<>();
    private volatile Availability availability = Availability.SERVED;
    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        FeedCluster cluster = new FeedCluster() {
            @Override
            public FeedHub hub() {
                return hub;
            }

            @Override
            public void connected(String node, long incarnation) {
                connected.add(node + "#" + Long.toUnsignedString(incarnation));
            }

            @Override
            public void reported(NodeReport report) {
                reports.add(report);
            }

            @Override
            public void reported(CellReport report) {
                cells.add(report);
            }
        };
        FeedClusters clusters = new FeedClusters() {
            @Override
            public Availability availability(String namespace, String name) {
                return name.equals("gpu") ? availability : Availability.UNKNOWN;
            }

            @Override
            public @Nullable FeedCluster find(String namespace, String name) {
                return cluster;
            }
        };
        Router router = Router.router(vertx);
        new FeedRoutes(clusters).addTo(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aNodeGetsSnapshotsAndThenDeltas() throws Exception {
        ClusterMap one = map(ClusterMap.empty(Levels.aks()), "a");
        hub.publish(one, new Catalog(1, List.of(), List.of()));
        try (InputStream feed = feed(0, 0)) {
            assertThat(next(feed).hasHeartbeat()).isTrue();
            ClusterMap got = ClusterMap.fromWire(next(feed).getMap());
            assertThat(got).isEqualTo(one);
            assertThat(next(feed).getCatalog().getVersion()).isEqualTo(1);

            ClusterMap two = map(one, "b");
            hub.publish(two, null);
            assertThat(got.apply(content(feed).getMapDelta())).isEqualTo(two);
            hub.publish(null, new Catalog(2, List.of(), List.of()));
            assertThat(content(feed).getCatalog().getVersion()).isEqualTo(2);

            // Not one without the other: the node is told of both before either.
            ClusterMap three = map(two, "c");
            hub.publish(three, new Catalog(3, List.of(), List.of()));
            var told = next(feed).getHeartbeat();
            assertThat(told.getMapVersion()).isEqualTo(three.version());
            assertThat(told.getCatalogVersion()).isEqualTo(3);
            assertThat(next(feed).hasMapDelta()).isTrue();
            assertThat(next(feed).getCatalog().getVersion()).isEqualTo(3);
        }
        assertThat(connected).containsExactly("n#18446744073709551615");
    }

    @Test
    @Timeout(20)
    void aNodeThatComesJustAsTheOperatorStopsLookingAfterItsClusterIsNotKept() throws Exception {
        hub.publish(map(ClusterMap.empty(Levels.aks()), "a"), new Catalog(1, List.of(), List.of()));
        hub.close();
        try (InputStream feed = feed(1, 1)) {
            assertThat(feed.readAllBytes()).as("then it ends").isNotNull();
        }
    }

    @Test
    void heartbeatsTellWhatAccountsHaveRefused() throws Exception {
        hub.publish(map(ClusterMap.empty(Levels.aks()), "a"), new Catalog(1, List.of(), List.of()));
        hub.cuts(Map.of("contoso", 3L));
        try (InputStream feed = feed(1, 1)) {
            var told = next(feed).getHeartbeat().getOriginCutsList();
            assertThat(told).hasSize(1);
            assertThat(told.getFirst().getAccount()).isEqualTo("contoso");
            assertThat(told.getFirst().getCuts()).isEqualTo(3);
        }
    }

    @Test
    void aNodeThatIsUpToDateGetsHeartbeatsOnly() throws Exception {
        ClusterMap one = map(ClusterMap.empty(Levels.aks()), "a");
        hub.publish(one, new Catalog(1, List.of(), List.of()));
        try (InputStream feed = feed(1, 1)) {
            assertThat(next(feed).hasHeartbeat()).isTrue();
            assertThat(next(feed).hasHeartbeat()).isTrue();
        }
    }

    @Test
    void aNodeWithAnUnknownMapGetsASnapshot() throws Exception {
        ClusterMap one = map(ClusterMap.empty(Levels.aks()), "a");
        hub.publish(one, null);
        hub.publish(map(one, "b"), null);
        try (InputStream feed = feed(99, 0)) {
            next(feed);
            assertThat(next(feed).hasMap()).isTrue();
        }
        try (InputStream feed = feed(1, 0)) {
            next(feed);
            assertThat(next(feed).hasMapDelta()).isTrue();
        }
    }

    @Test
    void closedStreamsAreForgottenAndClosingEndsThem() throws Exception {
        InputStream first = feed(0, 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> hub.openStreams() == 1);
        first.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> hub.openStreams() == 0);
        try (InputStream second = feed(0, 0)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> hub.openStreams() == 1);
            hub.close();
            while (FeedMessage.parseDelimitedFrom(second) != null) {
                // heartbeats until the end
            }
        }
    }

    @Test
    void whoDoesNotLeadSaysSo() throws Exception {
        availability = Availability.NOT_LEADING;
        HttpResponse<InputStream> answer = get("/v1/clusters/ns/gpu/feed?node=n");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(get("/v1/clusters/ns/other/feed?node=n").statusCode()).isEqualTo(404);
    }

    @Test
    void badRequestsAreRefused() throws Exception {
        assertThat(get("/v1/clusters/ns/gpu/feed").statusCode()).isEqualTo(400);
        assertThat(get("/v1/clusters/ns/gpu/feed?node=n&mapVersion=x").statusCode())
                .isEqualTo(400);
        assertThat(post(new byte[] {1, 2, 3})).isEqualTo(400);
        assertThat(post(dev.larder.model.wire.NodeReport.newBuilder().build().toByteArray()))
                .isEqualTo(400);
        assertThat(reports).isEmpty();
    }

    @Test
    void reportsArrive() throws Exception {
        NodeReport report = new NodeReport("n", -1, 1, 1, 1, 100, 50, List.of());
        assertThat(post(report.toWire().toByteArray())).isEqualTo(204);
        assertThat(reports).containsExactly(report);
    }

    @Test
    void cellReportsArrive() throws Exception {
        NodeReport report = new NodeReport("n", -1, 1, 1, 1, 100, 50, List.of());
        var wire = CellFold.of("relay", 7, 1, List.of(new CellFold.Said(report.toWire(), 20)));
        assertThat(post("cell-reports", wire.toByteArray())).isEqualTo(204);
        assertThat(cells).hasSize(1);
        assertThat(cells.getFirst().report(0)).isEqualTo(report);
        assertThat(post("cell-reports", new byte[] {1, 2, 3})).isEqualTo(400);
    }

    @Test
    void aNodeThatIsBehindGetsOneDeltaAfterTheOther() throws Exception {
        ClusterMap one = map(ClusterMap.empty(Levels.aks()), "a");
        ClusterMap two = map(one, "b");
        ClusterMap three = map(two, "c");
        for (ClusterMap map : List.of(one, two, three)) {
            hub.publish(map, new Catalog(1, List.of(), List.of()));
        }
        assertThat(hub.current().knownMap(1, Digests.map(one))).isEqualTo(1);
        assertThat(hub.current().knownMap(2, Digests.map(one))).isZero();
        try (InputStream feed = feed(1, 1)) {
            assertThat(next(feed).getHeartbeat().getMapDigest()).isEqualTo(Digests.map(three));
            ClusterMap got =
                    one.apply(next(feed).getMapDelta()).apply(next(feed).getMapDelta());
            assertThat(got).isEqualTo(three);
        }
    }

    @Test
    void deltasThatTogetherAreLargerThanASnapshotAreForgotten() throws Exception {
        ClusterMap first = map(ClusterMap.empty(Levels.aks()), "a");
        hub.publish(first, new Catalog(1, List.of(), List.of()));
        MapEdit many = first.edit();
        for (int i = 0; i < 2_000; i++) {
            many.join(
                    "n%04d".formatted(i), Location.of("z", "p", "r"), "10.0.%d.%d".formatted(i >> 8, i & 255), 8701, 1);
        }
        hub.publish(many.build(), null);
        try (InputStream feed = feed(first.version(), 1)) {
            assertThat(next(feed).hasHeartbeat()).isTrue();
            assertThat(next(feed).hasMap()).isTrue();
        }
    }

    @Test
    void aNodeWithOtherContentOfTheSameVersionGetsASnapshot() throws Exception {
        ClusterMap one = map(ClusterMap.empty(Levels.aks()), "a");
        ClusterMap other = map(ClusterMap.empty(Levels.aks()), "b");
        hub.publish(one, new Catalog(1, List.of(), List.of()));
        assertThat(hub.current().knownMap(1, Digests.map(one))).isEqualTo(1);
        String digest = HexFormat.of().formatHex(Digests.map(other).toByteArray());
        String path = "/v1/clusters/ns/gpu/feed?node=n&mapVersion=1&catalogVersion=1&mapDigest=" + digest;
        try (InputStream feed = get(path).body()) {
            assertThat(next(feed).getHeartbeat().getMapDigest()).isEqualTo(Digests.map(one));
            assertThat(next(feed).hasMap()).isTrue();
        }
    }

    @Test
    void whereThereAreRelaysTheAnswerNamesOne() throws Exception {
        FeedHub large = new FeedHub(1, 2_500);
        ClusterMap two = map(map(ClusterMap.empty(Levels.aks()), "a"), "b");
        large.publish(two, null);
        hub = large;
        String relay = two.node(Relays.ofCell(two, 0)[0]).name();
        String other = relay.equals("a") ? "b" : "a";
        HttpResponse<InputStream> answer = get("/v1/clusters/ns/gpu/feed?relays=1&node=" + other);
        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.headers().firstValue("larder-relay")).contains(relay);
        assertThat(answer.headers().firstValue("Location")).contains("http://10.0.0.1:8701/v1/feed");
        assertThat(connected).as("it was heard").containsExactly(other + "#0");
        try (InputStream feed =
                get("/v1/clusters/ns/gpu/feed?relays=1&node=" + relay).body()) {
            assertThat(next(feed).getHeartbeat().getRelays()).isTrue();
        }
    }

    private InputStream feed(long mapVersion, long catalogVersion) throws Exception {
        HttpResponse<InputStream> answer = get("/v1/clusters/ns/gpu/feed?node=n&incarnation=18446744073709551615"
                + "&mapVersion=" + mapVersion + "&catalogVersion=" + catalogVersion);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-larder-feed");
        return answer.body();
    }

    private HttpResponse<InputStream> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private int post(byte[] body) throws IOException, InterruptedException {
        return post("reports", body);
    }

    private int post(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/clusters/ns/gpu/" + path)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .timeout(Duration.ofSeconds(20))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private static FeedMessage next(InputStream feed) throws IOException {
        FeedMessage message = FeedMessage.parseDelimitedFrom(feed);
        assertThat(message).isNotNull();
        return message;
    }

    private static FeedMessage content(InputStream feed) throws IOException {
        FeedMessage message = next(feed);
        return message.hasHeartbeat() ? content(feed) : message;
    }

    private static ClusterMap map(ClusterMap base, String node) {
        return base.edit()
                .join(node, Location.of("eastus2-1", "gpu", ""), "10.0.0.1", 8701, 10)
                .build();
    }
}
