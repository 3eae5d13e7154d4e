package dev.larder.bench.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.bench.surroundings.Blobs;
import dev.larder.bench.surroundings.Content;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestantsTest {
    private static final int BLOB = 64 << 10;

    @TempDir
    Path directory;

    @Test
    void aCacheNodeServesABlobThatLeftTheOriginOnce() throws Exception {
        try (var stage = Stage.set(directory, Plan.quick(), System.out)) {
            Blobs blobs = Blobs.in(stage.root(), "tiny").add("b", 3, BLOB);
            try (var nodes = CacheNodes.start(directory.resolve("node"), stage.origin(), 1, 64 << 20)) {
                var manifest = nodes.operator().serve(blobs, WarmUp.FULL);
                nodes.operator().awaitHeld(manifest, blobs.bytes());
                Order order = Order.random(blobs, "b", 3, BLOB, 0).at(nodes.server());

                Load load = stage.client().read(order.readers(2).lasting(Duration.ofMillis(500)));

                assertThat(load.requests()).isPositive();
                assertThat(load.bytes()).isEqualTo(load.requests() * BLOB);
                assertThat(load.wrong()).isZero();
                Load steady = stage.client()
                        .read(order.readers(2).lasting(Duration.ofMillis(100)).paced(200));
                assertThat(steady.requests()).isEqualTo(20);
                assertThat(steady.bytes()).isEqualTo(20 * BLOB);
                assertThat(steady.slowNanos()).isPositive();
                assertThat(stage.client().read(order.checkingAll()).requests()).isEqualTo(3);
                assertThat(stage.origin().bytes()).isEqualTo(blobs.bytes());
            }
        }
    }

    @Test
    void theClientSeesOneWrongByteAndAnAnswerThatIsNone() throws Exception {
        try (var stage = Stage.set(directory, Plan.quick(), System.out)) {
            Blobs blobs = Blobs.in(stage.root(), "tiny").add("b", 1, BLOB);
            Path file = stage.root().resolve("bench/tiny/b0000");
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(
                        ByteBuffer.wrap(new byte[] {(byte) ~Content.of("b0000").at(4097)}), 4097);
            }
            // The origin itself stands in for a contestant.
            Order order = new Order(List.of(stage.origin().port()), 1, 0, 0, blobs.target(), "b", 1, BLOB, 0, 1);

            assertThat(stage.client().read(order).wrong()).isEqualTo(1);
            Files.delete(file);
            assertThatThrownBy(() -> stage.client().read(order)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void azuresOwnClientReadsFromACacheNodeWhatTheFileHolds() throws Exception {
        try (var stage = Stage.set(directory, Plan.quick(), System.out)) {
            Blobs blobs = Blobs.in(stage.root(), "tiny").add("b", 5 << 20);
            try (var nodes = CacheNodes.start(directory.resolve("node"), stage.origin(), 1, 64 << 20);
                    SdkClient client = SdkClient.java(directory)) {
                nodes.operator().serve(blobs, WarmUp.ON_DEMAND);
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(Files.readAllBytes(stage.root().resolve("bench/tiny/b")));

                assertThat(client.sha256(nodes.server(), blobs.target() + "b"))
                        .isEqualTo(HexFormat.of().formatHex(digest));
                assertThat(client.read(nodes.server(), blobs.target() + "b", Duration.ZERO)
                                .bytes())
                        .isEqualTo(blobs.bytes());
                assertThat(stage.origin().bytes()).isEqualTo(blobs.bytes());
            }
        }
    }

    @Test
    void theOriginRefusesWhatIsTooMuch() throws Exception {
        try (var stage = Stage.set(directory, Plan.quick(), System.out)) {
            Blobs blobs = Blobs.in(stage.root(), "tiny").add("b", 40, BLOB);
            stage.origin().allow(100);
            Order order = Order.random(blobs, "b", 40, BLOB, 0)
                    .at(List.of(stage.origin().port()));

            assertThatThrownBy(() -> stage.client().read(order.readers(4))).hasMessageContaining("503");
            assertThat(stage.origin().refused()).isPositive();
            assertThat(stage.origin().requests()).isGreaterThan(stage.origin().refused());
        }
    }

    @Test
    void peersAreToldWhatMakesThemFast() {
        assertThat(Nginx.config(1234, Path.of("/r"), Path.of("/d"), true))
                .startsWith("daemon off;")
                .contains("user root;", "sendfile on;", "listen 127.0.0.1:1234;", "root /r;", "pid /d/pid;");
        assertThat(Nginx.config(1, Path.of("/r"), Path.of("/d"), false)).doesNotContain("user root");
        assertThat(Nginx.passingConfig(1, 5678, Path.of("/d"), false))
                .contains("server 127.0.0.1:5678; keepalive", "proxy_pass http://far;", "proxy_buffering off;");
        assertThat(Nginx.encryption(9, new TlsFiles(Path.of("/t"))))
                .contains("listen 127.0.0.1:9 ssl;", "ssl_certificate /t/tls.crt;", "TLSv1.3");
        assertThat(Varnish.config(77)).contains(".port = \"77\"", "do_stream = true");
        Blobs blobs = Blobs.in(Path.of("/r"), "hot");
        assertThat(Wrk.script(Order.random(blobs, "k4/", 1000, 4096, 0)))
                .contains("\"/bench/hot/k4/%04d\"", "0, 1000 - 1", "% 1000");
    }

    @Test
    void theCertificateIsOneThatServersRead() throws Exception {
        TlsFiles made = TlsFiles.make(directory.resolve("tls"));

        try (var in = Files.newInputStream(made.certificate())) {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            certificate.verify(certificate.getPublicKey());
        }
        assertThat(made.key()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void figuresComeFromWhatProgramsPrint() throws IOException {
        Load load = Wrk.parse("Running 1s test\n...\nRESULT 1000 5000000 2000000 0\n");
        assertThat(load.requestsPerSecond()).isEqualTo(500);
        assertThatThrownBy(() -> Wrk.parse("unable to connect")).isInstanceOf(IOException.class);
        Path log = Files.writeString(directory.resolve("gc"), """
                [0.010s] Using Serial
                [1.000s] GC(0) Pause Young (Allocation Failure) 100M->10M(400M) 1.500ms
                [3.000s] GC(1) Pause Young (Allocation Failure) 110M->12M(400M) 2.500ms
                """);
        // 100 MiB in two seconds of 1000 hits each.
        assertThat(Garbage.figures(Garbage.pauses(log), 1000))
                .satisfiesExactly(
                        garbage -> assertThat(garbage.value()).isEqualTo(100 * (1 << 20) / 2000.0),
                        pause -> assertThat(pause.value()).isEqualTo(2.5));
        assertThat(Median.of(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Median.of(List.of(4.0, 1.0))).isEqualTo(2.5);
    }
}
