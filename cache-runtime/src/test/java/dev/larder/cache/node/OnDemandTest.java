package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.storage.blob.models.BlobStorageException;
import dev.larder.cache.CacheNode;
import dev.larder.local.origin.Faults;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.local.origin.OriginRequest.Kind;
import dev.larder.model.catalog.OnDemandRule;
import dev.larder.model.catalog.OnDemandRule.Policy;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs that no Dataset lists, on real nodes: what they ask of the origin, whom they serve, and which version. */
class OnDemandTest {

    private static final int SIZE = 900_001;

    private static LoopbackOrigin origin;
    private static HttpClient http;

    @TempDir
    Path directory;

    private final AtomicLong clock = new AtomicLong();

    @BeforeAll
    static void start() {
        origin = LoopbackOrigin.start();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        http.close();
        origin.close();
    }

    private static OnDemandRule rule(String container, Policy policy) {
        return new OnDemandRule(origin.account().name(), container, policy, 60, 300);
    }

    private TestCluster cluster(int nodes, int zones) throws IOException {
        return new TestCluster(origin, directory).clock(clock::get).nodes(nodes, zones);
    }

    private void passes(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static HttpResponse<byte[]> send(
            String method, CacheNode node, TestData data, String path, String query, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + node.blobEndpoint().getPort() + "/" + data.account() + "/" + data.container() + "/" + path
                        + "?" + query))
                .timeout(Duration.ofSeconds(60));
        if (method.equals("PUT")) {
            request.header("x-ms-blob-type", "BlockBlob")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1, 2, 3}));
        } else {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(CacheNode node, TestData data, String path, String query, String... headers)
            throws IOException, InterruptedException {
        return send("GET", node, data, path, query, headers);
    }

    private static void reads(CacheNode node, TestData data, String path, String query, byte[] expected)
            throws IOException, InterruptedException {
        var answer = get(node, data, path, query);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Arrays.equals(answer.body(), expected))
                .as("bytes of " + path)
                .isTrue();
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(expected.length);
    }

    private static String source(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("x-larder-source").orElse("");
    }

    @ParameterizedTest
    @CsvSource({"IMMUTABLE,1,1", "REVALIDATE,1,2", "STRICT,4,7"})
    void eachPolicyAsksTheOriginAsOftenAsItSays(Policy policy, int atOnce, int later) throws Exception {
        var data = new TestData(origin, "asks-" + policy.name().toLowerCase(Locale.ROOT)).blob("a/ä b", SIZE);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", policy))) {
            var node = cluster.node("n0");
            var sas = data.sas(null);
            OriginCounts before = origin.probe().counts();
            for (int i = 0; i < 4; i++) {
                reads(node, data, "a/%C3%A4%20b", sas, data.bytes("a/ä b"));
            }
            var counts = origin.probe().counts().minus(before);
            assertThat(counts.requests(Kind.HEAD_BLOB)).isEqualTo(atOnce);
            assertThat(counts.getBytes()).isEqualTo(SIZE);
            passes(Duration.ofSeconds(59));
            reads(node, data, "a/%C3%A4%20b", sas, data.bytes("a/ä b"));
            passes(Duration.ofSeconds(1));
            for (int i = 0; i < 2; i++) {
                reads(node, data, "a/%C3%A4%20b", sas, data.bytes("a/ä b"));
            }
            counts = origin.probe().counts().minus(before);
            assertThat(counts.requests(Kind.HEAD_BLOB)).isEqualTo(later);
            assertThat(counts.getBytes()).isEqualTo(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMMUTABLE", "REVALIDATE", "STRICT"})
    void anOverwrittenBlobIsNeverMixed(Policy policy) throws Exception {
        var data = new TestData(origin, "over-" + policy.name().toLowerCase(Locale.ROOT)).blob("x", SIZE);
        var old = data.bytes("x");
        var next = new byte[SIZE + 5];
        Arrays.fill(next, (byte) 7);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", policy))) {
            var node = cluster.node("n0");
            var sas = data.sas(null);
            // The first chunk is kept; the others would come from another version.
            var first = get(node, data, "x", sas, "x-ms-range", "bytes=0-99");
            assertThat(first.statusCode()).isEqualTo(206);
            data.put("x", next);
            if (policy != Policy.STRICT) {
                // It begins with what is kept, and the rest is not there any more: it must not end as if it were whole.
                assertThatIOException().isThrownBy(() -> get(node, data, "x", sas));
            }
            reads(node, data, "x", sas, next);

            data.put("x", old);
            if (policy == Policy.STRICT) {
                reads(node, data, "x", sas, old);
            } else {
                reads(node, data, "x", sas, next);
                passes(Duration.ofSeconds(60));
                reads(node, data, "x", sas, policy == Policy.REVALIDATE ? old : next);
            }
        }
    }

    @Test
    void whoMayNotReadIsRefusedAndLearnsNothing() throws Exception {
        var data = new TestData(origin, "secret").blob("x", 100_000).blob("y", 100);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", Policy.IMMUTABLE))) {
            var node = cluster.node("n0");
            var sas = data.sas("x");
            reads(node, data, "x", sas, data.bytes("x"));
            reads(node, data, "x", sas, data.bytes("x"));
            OriginCounts before = origin.probe().counts();
            for (var query : List.of("", sas.replace("sp=r", "sp=w"), data.sas("y"))) {
                for (int i = 0; i < 2; i++) {
                    var refused = get(node, data, "x", query);
                    assertThat(refused.statusCode()).as(query).isIn(401, 403, 404);
                    assertThat(refused.headers().firstValue("x-larder-revision"))
                            .isEmpty();
                    assertThat(refused.headers().firstValue("content-md5")).isEmpty();
                    assertThat(source(refused)).isEqualTo("origin");
                    assertThat(send("HEAD", node, data, "x", query).statusCode())
                            .isIn(401, 403, 404);
                }
            }
            // Nothing is remembered of a refusal: each was the origin's.
            assertThat(origin.probe().counts().minus(before).requests()).isEqualTo(24);
            // The credential that was accepted is believed for five minutes.
            reads(node, data, "x", sas, data.bytes("x"));
            assertThat(origin.probe().counts().minus(before).requests()).isEqualTo(24);
            passes(Duration.ofSeconds(300));
            reads(node, data, "x", sas, data.bytes("x"));
            assertThat(origin.probe().counts().minus(before).requests()).isEqualTo(25);
        }
    }

    @Test
    void clientsWithTheAccountsKeyReadFromTheCacheWhereTheNodeHoldsItToo() throws Exception {
        var data = new TestData(origin, "keyed").blob("a b/ü", SIZE);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", Policy.IMMUTABLE))) {
            var account = origin.account();
            var endpoint =
                    "http://127.0.0.1:" + cluster.node("n0").blobEndpoint().getPort() + "/" + account.name();
            OriginCounts before = origin.probe().counts();
            for (int i = 0; i < 3; i++) {
                assertThat(data.read(endpoint, account.key(), "a b/ü")).isEqualTo(data.bytes("a b/ü"));
            }
            var counts = origin.probe().counts().minus(before);
            assertThat(counts.getBytes()).isEqualTo(SIZE);
            assertThat(counts.requests(Kind.HEAD_BLOB)).isEqualTo(1);
            var wrong = Base64.getEncoder().encodeToString(new byte[64]);
            assertThatThrownBy(() -> data.read(endpoint, wrong, "a b/ü"))
                    .isInstanceOfSatisfying(
                            BlobStorageException.class,
                            refused -> assertThat(refused.getStatusCode()).isEqualTo(403));
        }
    }

    @Test
    void whatTheClustersCredentialCannotReadIsPassedThrough() throws Exception {
        var data = new TestData(origin, "closed").blob("x", 1_000);
        try (var cluster = new TestCluster(origin, directory).clock(clock::get)) {
            Files.writeString(
                    directory.resolve("credentials").resolve(data.account()).resolve("account-key"),
                    Base64.getEncoder().encodeToString(new byte[64]));
            var node = cluster.nodes(1, 1)
                    .onDemand("Zone", rule("*", Policy.IMMUTABLE))
                    .node("n0");
            for (int i = 0; i < 3; i++) {
                reads(node, data, "x", data.sas(null), data.bytes("x"));
            }
            OriginCounts before = origin.probe().counts();
            reads(node, data, "x", data.sas(null), data.bytes("x"));
            assertThat(origin.probe().counts().minus(before).requests())
                    .as("not even asked about for a minute")
                    .isEqualTo(1);
        }
    }

    @Test
    void simultaneousStrictReadsShareQuestions() throws Exception {
        var data = new TestData(origin, "together").blob("x", 1_000);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", Policy.STRICT));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var node = cluster.node("n0");
            var sas = data.sas(null);
            OriginCounts before = origin.probe().counts();
            origin.probe().inject(Faults.none().delay(Duration.ofSeconds(2)));
            try {
                List<Callable<Void>> readers = Collections.nCopies(40, () -> {
                    reads(node, data, "x", sas, data.bytes("x"));
                    return null;
                });
                for (Future<Void> reader : threads.invokeAll(readers)) {
                    reader.get();
                }
            } finally {
                origin.probe().heal();
            }
            var counts = origin.probe().counts().minus(before);
            assertThat(counts.getBytes()).isEqualTo(1_000);
            assertThat(counts.requests(Kind.HEAD_BLOB)).isBetween(1L, 8L);
        }
    }

    @Test
    void aWriteThroughTheNodeIsReadAtOnce() throws Exception {
        var data = new TestData(origin, "written").blob("x", 1_000);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", Policy.IMMUTABLE))) {
            var node = cluster.node("n0");
            var sas = data.sas(null);
            reads(node, data, "x", sas, data.bytes("x"));
            assertThat(send("PUT", node, data, "x", sas).statusCode()).isEqualTo(201);
            reads(node, data, "x", sas, new byte[] {1, 2, 3});
        }
    }

    /** Lists are the origin's: clients that read what they have listed name its newest version. */
    @Test
    void whoNamesANewerVersionThanIsKnownGetsIt() throws Exception {
        var data = new TestData(origin, "named").blob("x", 1_000);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", Policy.IMMUTABLE))) {
            var node = cluster.node("n0");
            var sas = data.sas(null);
            reads(node, data, "x", sas, data.bytes("x"));
            var old = get(node, data, "x", sas).headers().firstValue("etag").orElseThrow();
            data.blob("x", 2_000);
            var newest = data.etag("x");
            var answer = get(node, data, "x", sas, "If-Match", newest);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Arrays.equals(answer.body(), data.bytes("x"))).isTrue();
            assertThat(answer.headers().firstValue("etag")).contains(newest);
            assertThat(get(node, data, "x", sas, "If-Match", old).statusCode()).isEqualTo(412);
        }
    }

    @Test
    void answersAreThoseOfTheServiceAndSayWhereBytesCameFrom() throws Exception {
        var data = new TestData(origin, "answers").blob("x", SIZE);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", Policy.REVALIDATE))) {
            var node = cluster.node("n0");
            var sas = data.sas(null);
            var cold = get(node, data, "x", sas);
            assertThat(source(cold)).isEqualTo("origin");
            var warm = get(node, data, "x", sas, "Range", "bytes=300000-300009");
            assertThat(warm.statusCode()).isEqualTo(206);
            assertThat(warm.body()).isEqualTo(Arrays.copyOfRange(data.bytes("x"), 300_000, 300_010));
            assertThat(source(warm)).isIn("memory", "disk");
            assertThat(warm.headers().firstValue("etag"))
                    .isEqualTo(cold.headers().firstValue("etag"));
            var properties = send("HEAD", node, data, "x", sas);
            assertThat(properties.headers().firstValueAsLong("content-length")).hasValue(SIZE);
            assertThat(properties.headers().firstValue("last-modified"))
                    .isEqualTo(cold.headers().firstValue("last-modified"));
            var etag = cold.headers().firstValue("etag").orElseThrow();
            assertThat(get(node, data, "x", sas, "If-None-Match", etag).statusCode())
                    .isEqualTo(304);
            assertThat(get(node, data, "none", sas).statusCode()).isEqualTo(404);
            // With a checksum in the head.
            assertThat(get(node, data, "x", sas, "x-ms-range", "bytes=0-9", "x-ms-range-get-content-md5", "true")
                            .headers()
                            .firstValue("content-md5"))
                    .isPresent();
        }
    }

    /** Whatever a query asks for beside the blob is judged by the origin alone, and learned by nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"snapshot=", "versionId=2026-01-01T00:00:00Z", "rsct=text%2Fhtml"})
    void whatIsNotTheBlobAsItIsIsPassedThrough(String beside) throws Exception {
        var data = new TestData(origin, "beside").blob("x", 1_000);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", Policy.IMMUTABLE))) {
            var node = cluster.node("n0");
            var sas = data.sas(null);
            reads(node, data, "x", sas, data.bytes("x"));
            reads(node, data, "x", sas, data.bytes("x"));
            OriginCounts before = origin.probe().counts();
            var answer = get(node, data, "x", sas + "&" + beside);
            assertThat(source(answer)).isNotIn("memory", "disk");
            assertThat(origin.probe().counts().minus(before).requests(Kind.GET_BLOB))
                    .isEqualTo(1);
            reads(node, data, "x", sas, data.bytes("x"));
            assertThat(origin.probe().counts().minus(before).requests(Kind.GET_BLOB))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatNoRuleCoversIsPassedThrough() throws Exception {
        var data = new TestData(origin, "passed").blob("x", 1_000);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("passed", Policy.OFF), rule("*", Policy.IMMUTABLE))) {
            var node = cluster.node("n0");
            OriginCounts before = origin.probe().counts();
            for (int i = 0; i < 3; i++) {
                reads(node, data, "x", data.sas(null), data.bytes("x"));
            }
            var counts = origin.probe().counts().minus(before);
            assertThat(counts.getBytes()).isEqualTo(3_000);
            assertThat(counts.requests(Kind.HEAD_BLOB)).isZero();
            assertThat(node.storedBytes()).isZero();
        }
    }

    @Test
    void manyColdReadersOnManyNodesCostTheOriginOneCopyForEachDomain() throws Exception {
        var data = new TestData(origin, "many").blob("x", SIZE);
        try (var cluster = cluster(6, 2).onDemand("Zone", rule("*", Policy.REVALIDATE));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sas = data.sas(null);
            OriginCounts before = origin.probe().counts();
            List<Callable<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                var node = cluster.node("n" + i % 6);
                readers.add(() -> {
                    reads(node, data, "x", sas, data.bytes("x"));
                    return null;
                });
            }
            for (Future<Void> reader : threads.invokeAll(readers)) {
                reader.get();
            }
            var counts = origin.probe().counts().minus(before);
            assertThat(counts.getBytes())
                    .as("scope Zone, but zones give each other")
                    .isEqualTo(SIZE);
            assertThat(counts.requests(Kind.HEAD_BLOB)).as("one for each node").isEqualTo(6);
            long held = 0;
            for (var node : cluster.nodes()) {
                held += node.storedBytes();
            }
            assertThat(held).as("a copy for each zone").isLessThanOrEqualTo(2L * SIZE);
        }
    }

    @Test
    void withoutTheRuleItsChunksGo() throws Exception {
        var data = new TestData(origin, "dropped").blob("x", SIZE);
        try (var cluster = cluster(1, 1).onDemand("Zone", rule("*", Policy.IMMUTABLE))) {
            var node = cluster.node("n0");
            reads(node, data, "x", data.sas(null), data.bytes("x"));
            await().until(() -> node.storedBytes() == SIZE);
            cluster.onDemand("Zone");
            await().until(() -> node.storedBytes() == 0);
            // And those of Datasets stay.
            var id = cluster.dataset("ds", data, "Zone", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes());
            cluster.onDemand("Zone", rule("*", Policy.STRICT));
            assertThat(node.storedBytes()).isEqualTo(data.totalBytes());
        }
    }
}
