package dev.larder.operator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.report.CellReport;
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Row C1: that many streams from the operator's own endpoint, over real sockets. The property {@code
 * larder.feed.streams} says how many; the goals are for 15,000, and times are only checked there.
 */
class FeedScaleTest {
    private static final int STREAMS = Integer.getInteger("larder.feed.streams", 300);
    private static final int FULL = 15_000;

    private final FeedHub hub = new FeedHub(1 << 20, 2_500);

    @Test
    void oneDeltaReachesAllAndAllComeBack() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Selector selector = Selector.open()) {
            ClusterMap one = map();
            hub.publish(one, new Catalog(1, List.of(), List.of()));
            HttpServer server = vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(4_096))
                    .requestHandler(router(vertx))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            Clients clients = new Clients(
                    selector,
                    new InetSocketAddress("127.0.0.1", server.actualPort()),
                    hub.heartbeat(hub.current()).length() + 8);
            clients.connectAll();
            ClusterMap two = one.edit().leafOnly("n000").build();
            long[] took = clients.delta(() -> hub.publish(two, null));
            Arrays.sort(took);
            Duration p99 = Duration.ofNanos(took[took.length * 99 / 100]);
            clients.closeAll();
            long start = System.nanoTime();
            clients.connectAll();
            Duration back = Duration.ofNanos(System.nanoTime() - start);
            System.out.printf(
                    "C1: %d streams, one delta to all: p50 %d ms, p99 %d ms, last %d ms; all reconnect in %d ms%n",
                    STREAMS,
                    took[took.length / 2] / 1_000_000,
                    p99.toMillis(),
                    took[took.length - 1] / 1_000_000,
                    back.toMillis());
            if (STREAMS == FULL) {
                assertThat(p99).isLessThan(Duration.ofMillis(500));
                assertThat(back).isLessThan(Duration.ofSeconds(10));
            }
            clients.closeAll();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private Router router(Vertx vertx) {
        FeedCluster cluster = new FeedCluster() {
            @Override
            public FeedHub hub() {
                return hub;
            }

            @Override
            public void connected(String node, long incarnation) {}

            @Override
            public void reported(NodeReport report) {}

            @Override
            public void reported(CellReport report) {}
        };
        Router router = Router.router(vertx);
        new FeedRoutes(new FeedClusters() {
                    @Override
                    public Availability availability(String namespace, String name) {
                        return Availability.SERVED;
                    }

                    @Override
                    public @Nullable FeedCluster find(String namespace, String name) {
                        return cluster;
                    }
                })
                .addTo(router);
        return router;
    }

    private static ClusterMap map() {
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        for (int i = 0; i < 1_000; i++) {
            edit.join("n%03d".formatted(i), Location.of("z", "p", ""), "10.0.0.1", 8701, 1);
        }
        return edit.build();
    }

    /** All on one thread; each source address has ports of its own. */
    private static final class Clients {
        private final Selector selector;
        private final InetSocketAddress server;
        private final int heartbeat;
        private final Client[] clients = new Client[STREAMS];
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        private int waiting;

        private final class Client {
            private final int number;
            private @Nullable SocketChannel channel;
            private long retryAt;
            private boolean isOpen;
            private long since;
            private long lastBytes;

            Client(int number) {
                this.number = number;
            }

            SocketChannel channel() {
                return Objects.requireNonNull(channel);
            }
        }

        /** @param heartbeat its bytes, with those of a chunk */
        Clients(Selector selector, InetSocketAddress server, int heartbeat) {
            this.selector = selector;
            this.server = server;
            this.heartbeat = heartbeat;
            for (int i = 0; i < STREAMS; i++) {
                clients[i] = new Client(i);
            }
        }

        void connectAll() throws IOException {
            waiting = STREAMS;
            int begun = 0;
            while (waiting > 0) {
                // As nodes do it, not all at the same moment.
                for (int i = 0; i < 200 && begun < STREAMS && begun - (STREAMS - waiting) < 2_000; i++) {
                    connect(clients[begun++]);
                }
                turn(5);
                long now = System.nanoTime();
                for (Client client : clients) {
                    if (client.retryAt != 0 && now > client.retryAt) {
                        client.retryAt = 0;
                        connect(client);
                    }
                }
            }
        }

        private void connect(Client client) throws IOException {
            client.isOpen = false;
            SocketChannel channel = SocketChannel.open();
            client.channel = channel;
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(server);
            channel.register(selector, SelectionKey.OP_CONNECT, client);
        }

        long[] delta(Runnable publish) throws IOException {
            long settled = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            while (System.nanoTime() < settled) {
                turn(50);
            }
            for (Client client : clients) {
                client.since = 0;
                client.lastBytes = 0;
            }
            long start = System.nanoTime();
            publish.run();
            long limit = start + TimeUnit.SECONDS.toNanos(60);
            while (Arrays.stream(clients).anyMatch(c -> c.lastBytes == 0) && System.nanoTime() < limit) {
                turn(20);
            }
            return Arrays.stream(clients)
                    .mapToLong(c -> c.lastBytes == 0 ? limit - start : c.lastBytes - start)
                    .toArray();
        }

        private int turn(long millis) throws IOException {
            int ready = selector.select(millis);
            for (SelectionKey key : selector.selectedKeys()) {
                Client client = (Client) key.attachment();
                if (key.isConnectable()) {
                    client.channel().finishConnect();
                    client.channel()
                            .write(ByteBuffer.wrap(("GET /v1/clusters/ns/gpu/feed?node=c" + client.number
                                            + "&incarnation=1&mapVersion=1&catalogVersion=1&relays=1 HTTP/1.1\r\n"
                                            + "Host: operator\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII)));
                    key.interestOps(SelectionKey.OP_READ);
                } else if (key.isReadable()) {
                    read(client, key);
                }
            }
            selector.selectedKeys().clear();
            return ready;
        }

        private void read(Client client, SelectionKey key) throws IOException {
            buffer.clear();
            int bytes = client.channel().read(buffer);
            client.since += bytes;
            if (client.lastBytes == 0 && client.since > heartbeat) {
                // More than the heartbeat that comes anyway.
                client.lastBytes = System.nanoTime();
            }
            if (client.isOpen || bytes <= 0) {
                return;
            }
            buffer.flip();
            String head = StandardCharsets.ISO_8859_1.decode(buffer).toString();
            if (head.startsWith("HTTP/1.1 200")) {
                client.isOpen = true;
                waiting--;
                return;
            }
            key.cancel();
            client.channel().close();
            int seconds = Integer.parseInt(head.replaceAll("(?s).*[Rr]etry-[Aa]fter: ([0-9]+).*", "$1"));
            client.retryAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        }

        void closeAll() throws IOException {
            for (Client client : clients) {
                client.channel().close();
            }
            selector.selectNow();
        }
    }
}
