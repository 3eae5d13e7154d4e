package dev.larder.bench.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerTest {
    private static final int NODES = 1_203;
    private static final Pattern NAME = Pattern.compile("\"metadata\":\\{\"name\":\"aks-gpu\\d+-31415926-vmss(\\d+)\"");
    private static final Pattern NEXT = Pattern.compile("\"continue\":\"(\\d+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(new NodeList(NODES));
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void pagesHoldEachNodeOnce() throws Exception {
        List<Integer> seen = new ArrayList<>();
        long bytes = 0;
        int pages = 0;
        String next = "";
        do {
            String page = get("/api/v1/nodes?limit=500" + (next.isEmpty() ? "" : "&continue=" + next))
                    .body();
            NAME.matcher(page).results().forEach(name -> seen.add(Integer.valueOf(name.group(1))));
            Matcher more = NEXT.matcher(page);
            next = more.find() ? more.group(1) : "";
            bytes += page.length();
            pages++;
        } while (!next.isEmpty());

        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, NODES).boxed().toList());
        assertThat(pages).isEqualTo(3);
        assertThat(bytes / NODES).isBetween(18_800L, 19_400L);
        assertThat(server.requests()).isEqualTo(3);
    }

    @Test
    void aWatchStaysOpenAndIsCounted() throws Exception {
        HttpResponse<InputStream> watch =
                http.send(request("/api/v1/nodes?watch=true").build(), BodyHandlers.ofInputStream());
        try (InputStream body = watch.body()) {
            assertThat(watch.statusCode()).isEqualTo(200);
            assertThat(server.watches()).isEqualTo(1);
            assertThat(server.awaitListed(10)).isTrue();
            assertThat(body.available()).isZero();
        }
    }

    @Test
    void aLeaseIsKept() throws Exception {
        String lease = "/apis/coordination.k8s.io/v1/namespaces/n/leases/l";
        assertThat(get(lease).statusCode()).isEqualTo(404);
        http.send(request(lease).PUT(BodyPublishers.ofString("{\"a\":1}")).build(), BodyHandlers.discarding());
        assertThat(get(lease).body()).isEqualTo("{\"a\":1}");
        String created = "{\"metadata\":{\"name\":\"m\"}}";
        http.send(
                request("/apis/coordination.k8s.io/v1/namespaces/n/leases")
                        .POST(BodyPublishers.ofString(created))
                        .build(),
                BodyHandlers.discarding());
        assertThat(get("/apis/coordination.k8s.io/v1/namespaces/n/leases/m").body())
                .isEqualTo(created);
        assertThat(get("/api/v1/pods?limit=500").body()).contains("\"items\":[]");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).version(HttpClient.Version.HTTP_1_1);
    }
}
