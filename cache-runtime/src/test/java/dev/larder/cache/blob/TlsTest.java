package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.tls.ServerTls;
import dev.larder.cache.tls.TestAuthority;
import dev.larder.cache.tls.TlsLibrary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The blob endpoint's TLS port, with real sockets. */
class TlsTest {

    private static final int CHUNK = 2 << 20;
    private static final int BUDGET = 1 << 20;
    private static final String BIG = "/contoso/data/big.bin";
    private static final String SMALL = "/contoso/data/small.bin";

    @TempDir
    Path directory;

    private TestAuthority authority;
    private Path certificate;
    private TestNode node;
    private ServerTls tls;
    private InetSocketAddress address;
    private int budget = BUDGET;

    @BeforeEach
    void start() throws IOException {
        authority = new TestAuthority(directory.resolve("authority"));
        certificate = TestAuthority.write(directory.resolve("certificate"), authority.issue("first"));
        node = new TestNode(
                SampleTree.of(
                        Map.of(
                                "big.bin", SampleTree.random(1, 8 * CHUNK + 12345),
                                "small.bin", SampleTree.random(2, 20_000)),
                        CHUNK),
                directory,
                HttpLimits.defaults(),
                null,
                1);
        listen(TlsLibrary.BORINGSSL);
    }

    private void listen(TlsLibrary library) throws IOException {
        if (tls != null) {
            tls.close();
        }
        tls = new ServerTls(certificate, library);
        address =
                node.endpoint().listenWithTls(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, budget);
    }

    @AfterEach
    void stop() throws IOException {
        node.endpoint().close();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(node.reads.open()).isZero());
        assertThat(node.metrics.unsentBytes()).isZero();
        assertThat(node.metrics.unexpected()).isZero();
        node.close();
        tls.close();
    }

    @ParameterizedTest
    @EnumSource(TlsLibrary.class)
    void everyReadIsByteEqual(TlsLibrary library) throws Exception {
        listen(library);
        var big = node.tree.bytes("big.bin");
        try (var http = client()) {
            var whole = get(http, BIG);
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body()).isEqualTo(big);
            assertThat(whole.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(whole.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            for (var range :
                    new int[][] {{0, 0}, {CHUNK - 1, CHUNK}, {7, 3 * CHUNK}, {5, 300_000}, {big.length - 1, 9}}) {
                int end = Math.min(Math.max(range[0], range[1]) + 1, big.length);
                var part = get(http, BIG, "Range", "bytes=" + range[0] + "-" + (end - 1));
                assertThat(part.statusCode()).isEqualTo(206);
                assertThat(part.body()).isEqualTo(Arrays.copyOfRange(big, range[0], end));
            }
        }
        assertThat(tls.handshakes()).isPositive();
    }

    @Test
    void smallHitsAreQuickHereToo() throws Exception {
        try (var http = client()) {
            var first = get(http, SMALL);
            int opened = node.reads.opened().size();
            for (int i = 0; i < 10; i++) {
                assertThat(get(http, SMALL).body()).isEqualTo(first.body());
            }
            assertThat(node.reads.opened()).hasSize(opened);
            assertThat(node.metrics.bytes(ByteSource.DISK)).isEqualTo(11L * first.body().length);
        }
    }

    @Test
    void clientsOfOlderTlsAreServed() throws Exception {
        try (var socket = connect("TLSv1.2")) {
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(socket.getSession().getCipherSuite())
                    .startsWith("TLS_ECDHE_")
                    .contains("GCM");
        }
    }

    @Test
    void aNewCertificateIsForNewConnectionsAndBreaksNoOther() throws Exception {
        try (var old = connect("TLSv1.3")) {
            assertThat(ask(old)).startsWith("HTTP/1.1 200");
            var expires = tls.expires();
            TestAuthority.write(certificate, authority.issue("second"));
            tls.refresh();
            assertThat(tls.expires()).isAfterOrEqualTo(expires);
            try (var fresh = connect("TLSv1.3")) {
                assertThat(ask(fresh)).startsWith("HTTP/1.1 200");
                assertThat(subject(fresh)).isEqualTo("CN=second");
            }
            assertThat(ask(old)).startsWith("HTTP/1.1 200");
            assertThat(subject(old)).isEqualTo("CN=first");
        }
    }

    @Test
    void aPairThatDoesNotBelongTogetherIsRefusedAndTheOneBeforeStays() throws Exception {
        var second = authority.issue("second");
        TestAuthority.write(certificate, authority.issue("other").certificate(), second.key());
        tls.refresh();
        tls.refresh();
        assertThat(tls.refusedPairs()).isOne();
        assertThat(tls.trouble()).contains("tls.key is not the key of the first certificate");
        try (var socket = connect("TLSv1.3")) {
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
            assertThat(subject(socket)).isEqualTo("CN=first");
        }
        Files.delete(certificate.resolve("tls.key"));
        tls.refresh();
        assertThat(tls.trouble()).contains("cannot be read");
        TestAuthority.write(certificate, second);
        tls.refresh();
        assertThat(tls.trouble()).isNull();
        try (var socket = connect("TLSv1.3")) {
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
            assertThat(subject(socket)).isEqualTo("CN=second");
        }
    }

    @Test
    void withoutACertificateConnectionsAreClosedUntilThereIsOne() throws Exception {
        var later = directory.resolve("later");
        certificate = later;
        listen(TlsLibrary.BORINGSSL);
        assertThat(tls.expires()).isNull();
        assertThatThrownBy(() -> ask(connect("TLSv1.3"))).isInstanceOf(IOException.class);
        TestAuthority.write(later, authority.issue("late"));
        tls.refresh();
        try (var socket = connect("TLSv1.3")) {
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void plainHttpAtThisPortIsNotAnErrorOfOurs() throws Exception {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(TestNode.untilClosed(socket)).doesNotContain("HTTP/1.1 200");
        }
        await().until(() -> tls.failedHandshakes() == 1);
    }

    /** All share one event loop, so that whatever blocks it blocks them. */
    @Test
    void nobodyWaitsForTheDiskOnTheEventLoop() throws Exception {
        var disk = new ColdDisk();
        node.reads.cold(disk);
        try (var http = client()) {
            var large = http.sendAsync(request(BIG), HttpResponse.BodyHandlers.ofByteArray());
            await().until(() -> disk.reads() + disk.blocked() >= 1);
            assertThat(node.send("HEAD", BIG).statusCode()).isEqualTo(200);
            disk.turn();
            assertThat(large.get().body()).isEqualTo(node.tree.bytes("big.bin"));
        } finally {
            disk.turn();
        }
        assertThat(disk.blocked()).isZero();
        assertThat(disk.reads()).as("a read per piece of 1 MiB, and some more").isBetween(17, 34);
    }

    @Test
    void slowClientsHoldLittleMemoryAndDoNotHoldUpOthers() throws Exception {
        int count = 30;
        List<SSLSocket> slow = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var socket = connect("TLSv1.3");
            slow.add(socket);
            socket.getOutputStream().write(head(BIG).getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        await().until(() -> node.metrics.unsentBytes() >= BUDGET);
        try (var http = client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(http, BIG).body()).isEqualTo(node.tree.bytes("big.bin"));
                // Beyond the budget: a record for each, and what one of them may take between two looks.
                assertThat(node.metrics.unsentBytes()).isLessThan(BUDGET + count * (17 << 10) + (400 << 10));
            }
        }
        var patient = slow.removeFirst();
        var rest = patient.getInputStream().readNBytes(node.tree.bytes("big.bin").length);
        assertThat(rest.length).isEqualTo(node.tree.bytes("big.bin").length);
        patient.close();
        for (var socket : slow) {
            socket.close();
        }
    }

    /** What is unsent when the large one begins is the quick ones' answers, which no exchange has written. */
    @Test
    void aLargeReadBehindQuickOnesGoesOnWhenTheBudgetIsUsedUp() throws Exception {
        budget = 0;
        listen(TlsLibrary.BORINGSSL);
        var big = node.tree.bytes("big.bin");
        var piece = Arrays.copyOf(big, 100_000);
        var asked = head(BIG).replace("\r\n\r\n", "\r\nRange: bytes=0-99999\r\n\r\n");
        try (var socket = connect("TLSv1.3")) {
            send(socket, asked);
            answer(socket);
            int opened = node.reads.opened().size();
            int quick = 0;
            while (node.metrics.unsentBytes() < 2 * UnsentBytes.LEAST) {
                long sent = node.metrics.bytes(ByteSource.DISK) + piece.length;
                send(socket, asked);
                quick++;
                await().pollInterval(Duration.ofMillis(2)).until(() -> node.metrics.bytes(ByteSource.DISK) == sent);
            }
            assertThat(node.reads.opened()).as("not asked for by exchanges").hasSize(opened);
            send(socket, head(BIG));
            await().until(() -> node.metrics.inFlight() == 1);
            for (int i = 0; i < quick; i++) {
                assertThat(answer(socket)).isEqualTo(piece);
            }
            assertThat(answer(socket)).isEqualTo(big);
        }
    }

    private HttpClient client() throws Exception {
        return HttpClient.newBuilder().sslContext(authority.client()).build();
    }

    private HttpResponse<byte[]> get(HttpClient http, String path, String... headers) throws Exception {
        return http.send(request(path, headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + address.getPort() + path))
                .timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private SSLSocket connect(String protocol) throws Exception {
        var plain = new Socket();
        plain.setReceiveBufferSize(16 << 10);
        plain.connect(address);
        plain.setSoTimeout(60_000);
        var socket = (SSLSocket)
                authority.client().getSocketFactory().createSocket(plain, "127.0.0.1", address.getPort(), true);
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    private static String head(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static void send(SSLSocket socket, String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
    }

    /** The body of the next answer. */
    private static byte[] answer(SSLSocket socket) throws IOException {
        var head = head(socket);
        var length =
                head.lines().filter(line -> line.startsWith("content-length: ")).findFirst();
        return socket.getInputStream()
                .readNBytes(Integer.parseInt(length.orElseThrow().substring("content-length: ".length())));
    }

    /** Asks for the small blob; the connection can be used again. */
    private static String ask(SSLSocket socket) throws IOException {
        send(socket, "HEAD " + SMALL + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return head(socket);
    }

    private static String head(SSLSocket socket) throws IOException {
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int read = socket.getInputStream().read();
            if (read < 0) {
                throw new IOException("closed after " + answer);
            }
            answer.append((char) read);
        }
        return answer.toString();
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }
}
