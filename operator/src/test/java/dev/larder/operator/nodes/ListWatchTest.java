package dev.larder.operator.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real socket that answers as the API server does. */
class ListWatchTest {
    private static final String END = "end of the watch";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile List<String> pages = List.of();
    private HttpServer server;
    private ListWatch<NodeRecord> watch;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/nodes", this::answer);
        server.start();
        watch = new ListWatch<>(
                this::get, "/api/v1/nodes", new NodeDecoder(), (before, after) -> changes.incrementAndGet());
    }

    @AfterEach
    void stop() {
        watch.close();
        server.stop(0);
    }

    @Test
    void readsAllPagesAndKeepsWhatMatters() throws Exception {
        pages = List.of(page("more", node("a", "1", "True", "")), page("", node("b", "2", "False", "")));
        watch.start();
        assertThat(watch.awaitSynced(Duration.ofSeconds(10))).isTrue();
        assertThat(watch.get("a"))
                .isEqualTo(
                        new NodeRecord("a", Labels.of(java.util.Map.of("zone", "eastus2-1", "name", "a")), true, null));
        assertThat(Objects.requireNonNull(watch.get("b")).ready()).isFalse();
        assertThat(requests).anyMatch(r -> r.contains("limit=500&continue=more"));
    }

    @Test
    void followsTheWatchAndIgnoresHeartbeats() throws Exception {
        pages = List.of(page("", node("a", "1", "True", "")));
        watch.start();
        watch.awaitSynced(Duration.ofSeconds(10));
        int before = changes.get();

        events.add(event("MODIFIED", node("a", "2", "True", "")));
        events.add(event("ADDED", node("b", "3", "True", "")));
        await().atMost(Duration.ofSeconds(10)).until(() -> watch.get("b") != null);
        assertThat(changes.get()).isEqualTo(before + 1);

        events.add(event("MODIFIED", node("a", "4", "True", "\"unschedulable\":true")));
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        "cordoned".equals(Objects.requireNonNull(watch.get("a")).leaving()));

        events.add(event("DELETED", node("b", "5", "True", "")));
        await().atMost(Duration.ofSeconds(10)).until(() -> watch.get("b") == null);
    }

    @Test
    void goesOnFromTheLastVersionWhenTheServerEndsTheWatch() throws Exception {
        pages = List.of(page("", node("a", "1", "True", "")));
        watch.start();
        watch.awaitSynced(Duration.ofSeconds(10));
        events.add("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Node\",\"metadata\":{\"resourceVersion\":\"77\"}}}");
        events.add(END);
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        requests.stream().anyMatch(r -> r.contains("watch=true") && r.contains("resourceVersion=77")));
    }

    /** The parser is changed every 500 events, and must lose none of what it has read ahead, nor wait for more. */
    @Test
    void aLongWatchIsReadToItsLastEvent() throws Exception {
        pages = List.of(page("", node("a", "1", "True", "")));
        watch.start();
        watch.awaitSynced(Duration.ofSeconds(10));
        for (int block = 0; block < 3; block++) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 499; i++) {
                many.append(event("ADDED", node("n" + block + "-" + i, "5", "True", "")))
                        .append('\n');
            }
            events.add(many + event("ADDED", node("last" + block, "6", "True", "")));
            String last = "last" + block;
            await().atMost(Duration.ofSeconds(30)).until(() -> watch.get(last) != null);
        }
        assertThat(watch.values()).hasSize(1 + 3 * 500);
        assertThat(requests).filteredOn(r -> r.contains("watch=true")).hasSize(1);
    }

    @Test
    void aChangedNodeKeepsItsStrings() throws Exception {
        pages = List.of(page("", node("a", "1", "True", "")));
        watch.start();
        watch.awaitSynced(Duration.ofSeconds(10));
        NodeRecord before = Objects.requireNonNull(watch.get("a"));
        events.add(event("MODIFIED", node("a", "2", "False", "")));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !Objects.requireNonNull(watch.get("a")).ready());
        NodeRecord after = Objects.requireNonNull(watch.get("a"));
        assertThat(after.name()).isSameAs(before.name());
        assertThat(after.labels()).isSameAs(before.labels());
    }

    @Test
    void listsAgainWhenTheVersionIsTooOld() throws Exception {
        pages = List.of(page("", node("a", "1", "True", "")));
        watch.start();
        watch.awaitSynced(Duration.ofSeconds(10));
        pages = List.of(page("", node("c", "9", "True", "")));
        events.add("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"message\":\"too old\"}}");
        await().atMost(Duration.ofSeconds(10)).until(() -> watch.get("c") != null && watch.get("a") == null);
    }

    private void answer(HttpExchange call) throws IOException {
        String query = call.getRequestURI().getQuery();
        requests.add(query);
        if (!query.contains("watch=true")) {
            byte[] body = pages.get(query.contains("continue=more") ? 1 : 0).getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
            call.close();
            return;
        }
        call.sendResponseHeaders(200, 0);
        try (OutputStream out = call.getResponseBody()) {
            out.flush();
            for (String event = events.take(); !event.equals(END); event = events.take()) {
                out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private InputStream get(String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return ((HttpURLConnection) uri.toURL().openConnection()).getInputStream();
    }

    private static String page(String next, String... items) {
        return "{\"kind\":\"NodeList\",\"metadata\":{\"resourceVersion\":\"50\",\"continue\":\"" + next
                + "\"},\"items\":[" + String.join(",", items) + "]}";
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    private static String node(String name, String version, String ready, String spec) {
        return """
                {"kind":"Node","metadata":{"name":"%s","resourceVersion":"%s","labels":{"zone":"eastus2-1","name":"%s"},
                 "managedFields":[{"manager":"kubelet","fieldsV1":{"f:status":{"f:conditions":{}}}}]},
                 "spec":{"podCIDR":"10.1.0.0/24"%s},
                 "status":{"capacity":{"cpu":"4"},"images":[{"names":["x"],"sizeBytes":12}],
                  "conditions":[{"type":"MemoryPressure","status":"False"},{"type":"Ready","status":"%s"}],
                  "addresses":[{"type":"Hostname","address":"h"},{"type":"InternalIP","address":"10.0.0.1"}]}}
                """.formatted(name, version, name, spec.isEmpty() ? "" : "," + spec, ready)
                .replace("\n", " ");
    }
}
