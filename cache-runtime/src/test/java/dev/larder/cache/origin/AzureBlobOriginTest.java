package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.larder.cache.http.EventLoops;
import dev.larder.cache.read.FillFailure;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.OriginAccount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the account when blobs are read. */
class AzureBlobOriginTest {

    private static final int BYTES = 1000;
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[64]);

    @AutoClose
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AutoClose
    private final EventLoops loops = EventLoops.start("test", 1);

    @AutoClose("close")
    private final Served served = new Served();

    @TempDir
    private Path credentials;

    AzureBlobOriginTest() throws IOException {}

    /** A connection costs round trips, most of all one with TLS. */
    @Test
    void readsOfDifferentBlobsOneAfterTheOtherShareAConnection() throws Exception {
        Origin origin = origin(new Credential.Anonymous());
        for (int i = 0; i < 5; i++) {
            read(origin, "cont-" + i % 2, "blob-" + i);
        }
        assertThat(served.requests).hasSize(5);
        assertThat(served.requests.stream().map(Asked::from).distinct()).hasSize(1);
    }

    /** As origins do with what was idle for long: the request that crosses the closing goes again. */
    @Test
    void aConnectionThatIsClosedAsItIsTakenCostsOnlyAnotherOne() throws Exception {
        served.answersOnce = true;
        Origin origin = origin(new Credential.Anonymous());
        for (int i = 0; i < 3; i++) {
            read(origin, "cont", "blob-" + i);
        }
        assertThat(served.requests.stream().map(Asked::target))
                .containsExactly("/acc/cont/blob-0", "/acc/cont/blob-1", "/acc/cont/blob-2");
        assertThat(served.requests.stream().map(Asked::from).distinct()).hasSize(3);
    }

    @Test
    void aReadSaysWhichBytesOfWhichVersionItWants() throws Exception {
        read(origin(new Credential.Anonymous()), "cont", "a/b c%.bin");
        Asked asked = served.requests.getFirst();
        assertThat(asked.target()).isEqualTo("/acc/cont/a%2Fb%20c%25.bin");
        assertThat(asked.headers().getFirst("x-ms-range")).isEqualTo("bytes=7-" + (6 + BYTES));
        assertThat(asked.headers().getFirst("If-Match")).isEqualTo("\"0x1\"");
        assertThat(asked.headers().getFirst("x-ms-version")).matches("20\\d\\d-\\d\\d-\\d\\d");
        assertThat(asked.headers().getFirst("x-ms-client-request-id")).isNotBlank();
        assertThat(asked.headers()).doesNotContainKey("Authorization");
    }

    @Test
    void anAccountKeySignsWhatIsAsked() throws Exception {
        credential("account-key", KEY);
        read(origin(new Credential.SharedKey()), "cont", "blob");
        assertSigned(served.requests.getFirst());
    }

    @Test
    void aConnectionStringsKeySignsWhatIsAsked() throws Exception {
        credential("connection-string", "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=" + KEY);
        read(origin(new Credential.ConnectionString()), "cont", "blob");
        assertSigned(served.requests.getFirst());
    }

    @Test
    void aSharedAccessSignatureIsPartOfTheTarget() throws Exception {
        credential("sas-token", "sv=2025-11-05&sig=abc");
        read(origin(new Credential.Sas()), "cont", "blob");
        assertThat(served.requests.getFirst().target()).isEqualTo("/acc/cont/blob?sv=2025-11-05&sig=abc");
    }

    private static void assertSigned(Asked asked) {
        assertThat(asked.headers().getFirst("Authorization")).startsWith("SharedKey acc:");
        assertThat(asked.headers()).containsKey("Date");
    }

    private void credential(String file, String text) throws IOException {
        Files.writeString(Files.createDirectories(credentials.resolve("acc")).resolve(file), text);
    }

    private Origin origin(Credential credential) {
        OriginHttp http = new OriginHttp(loops, threads, 4);
        OriginAccount account = new OriginAccount("acc", served.endpoint(), credential);
        return AzureBlobOrigin.of(account, new Credentials(credentials), http, http);
    }

    private static void read(Origin origin, String container, String path) throws Exception {
        CompletableFuture<@Nullable FillFailure> end = new CompletableFuture<>();
        AtomicInteger taken = new AtomicInteger();
        OriginRange range = new OriginRange(new BlobRef("acc", container, path), "0x1", 7, BYTES);
        var _ = origin.read(range, new OriginSink() {
            @Override
            public boolean accept(ByteBuffer bytes, Runnable resume) {
                taken.addAndGet(bytes.remaining());
                bytes.position(bytes.limit());
                return true;
            }

            @Override
            public boolean wanted() {
                return true;
            }

            @Override
            public void end(@Nullable FillFailure failure) {
                end.complete(failure);
            }
        });
        assertThat(end.get(20, TimeUnit.SECONDS)).isNull();
        assertThat(taken).hasValue(BYTES);
    }

    /** @param target path and query, as they were written */
    private record Asked(InetSocketAddress from, String target, Headers headers) {}

    /** Answers every GET with as many bytes. */
    private static final class Served implements AutoCloseable {

        final List<Asked> requests = new CopyOnWriteArrayList<>();
        /** On each connection; it is closed when more is asked there. */
        volatile boolean answersOnce;

        private final HttpServer http;

        Served() throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/acc/", this::answer);
            http.start();
        }

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/acc");
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                if (answersOnce
                        && requests.stream().anyMatch(asked -> asked.from().equals(exchange.getRemoteAddress()))) {
                    return;
                }
                requests.add(new Asked(
                        exchange.getRemoteAddress(),
                        exchange.getRequestURI().toString(),
                        exchange.getRequestHeaders()));
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("ETag", "\"0x1\"");
                exchange.sendResponseHeaders(206, BYTES);
                exchange.getResponseBody().write(new byte[BYTES]);
            }
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }
}
