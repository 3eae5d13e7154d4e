package dev.larder.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.AzureBlob;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.operator.manifests.ManifestFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Azure SDK against a socket that answers List Blobs as the service does, page by page. */
class AzureListingTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String code = "";
    private HttpServer server;
    private ManifestFiles files;
    private AzureListing listing;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/contoso/train", this::answer);
        server.start();
        files = new ManifestFiles(directory, 1 << 20);
        listing = new AzureListing(files);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void allPagesBecomeOneManifest() throws IOException {
        List<Long> progress = new ArrayList<>();
        ListingOutcome outcome = listing.list(
                what(List.of("**/*.tar"), List.of("tmp/**")), access(), (objects, bytes) -> progress.add(objects));
        assertThat(outcome).isInstanceOf(ListingOutcome.Listed.class);
        ListingOutcome.Listed listed = (ListingOutcome.Listed) outcome;
        assertThat(listed.objects()).isEqualTo(2);
        assertThat(listed.bytes()).isEqualTo(11);
        assertThat(listed.skipped()).isEqualTo(2);
        assertThat(progress).containsExactly(1L, 2L);
        assertThat(requests).anyMatch(r -> r.contains("prefix=data")).anyMatch(r -> r.contains("marker=second"));

        Path file = Objects.requireNonNull(files.find(listed.revision()));
        assertThat(Files.size(file)).isEqualTo(listed.manifestBytes());
        Manifest manifest = Manifest.open(MemorySegment.ofArray(Files.readAllBytes(file)));
        ManifestEntry entry = manifest.entry(manifest.find("data/a.tar"));
        assertThat(entry.size()).isEqualTo(5);
        assertThat(entry.etag()).isEqualTo("0x8D1");
        assertThat(entry.contentType()).isEqualTo("text/plain");
        assertThat(entry.metadata()).containsEntry("owner", "me");
    }

    @Test
    void anEmptySelectionSaysWhatWasLeftOut() {
        ListingOutcome outcome = listing.list(what(List.of("*.nothing"), List.of()), access(), (o, b) -> {});
        assertThat(failed(outcome).reason()).isEqualTo(Reason.EMPTY);
        assertThat(failed(outcome).message()).contains("none of 4 blobs");
    }

    @Test
    void answersBecomeReasons() {
        assertThat(reason(404, "ContainerNotFound")).isEqualTo(Reason.CONTAINER_NOT_FOUND);
        assertThat(reason(403, "AuthorizationFailure")).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(reason(401, "NoAuthenticationInformation")).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(reason(404, "ResourceNotFound")).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(reason(503, "ServerBusy")).isEqualTo(Reason.ORIGIN_UNREACHABLE);
    }

    @Test
    void noServiceAndNoHostAreToldApart() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        Access nobody =
                new Access("contoso", Optional.of("http://127.0.0.1:" + port + "/contoso"), new Access.Key.Anonymous());
        assertThat(failed(listing.list(what(List.of(), List.of()), nobody, (o, b) -> {}))
                        .reason())
                .isEqualTo(Reason.ORIGIN_UNREACHABLE);
        Access unknown = new Access("contoso", Optional.of("http://no-such-host.invalid"), new Access.Key.Anonymous());
        assertThat(failed(listing.list(what(List.of(), List.of()), unknown, (o, b) -> {}))
                        .reason())
                .isEqualTo(Reason.ACCOUNT_NOT_FOUND);
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(new Access("a", Optional.empty(), new Access.Key.Shared("c2VjcmV0")).toString())
                .doesNotContain("c2VjcmV0");
    }

    private Reason reason(int httpStatus, String errorCode) {
        status = httpStatus;
        code = errorCode;
        return failed(listing.list(what(List.of(), List.of()), access(), (o, b) -> {}))
                .reason();
    }

    private static ListingOutcome.Failed failed(ListingOutcome outcome) {
        assertThat(outcome).isInstanceOf(ListingOutcome.Failed.class);
        return (ListingOutcome.Failed) outcome;
    }

    private static AzureBlob what(List<String> include, List<String> exclude) {
        return new AzureBlob("contoso", "train", "data/", include, exclude);
    }

    private Access access() {
        return new Access(
                "contoso",
                Optional.of("http://127.0.0.1:" + server.getAddress().getPort() + "/contoso"),
                new Access.Key.Anonymous());
    }

    private void answer(HttpExchange call) throws IOException {
        String query = call.getRequestURI().getQuery();
        requests.add(query);
        String xml;
        if (status != 200) {
            call.getResponseHeaders().add("x-ms-error-code", code);
            xml = "<Error><Code>" + code + "</Code><Message>no</Message></Error>";
        } else if (query.contains("marker=second")) {
            xml = page(blob("data/b/c.tar", 6, "0x8D2") + blob("data/tmp/d.tar", 7, "0x8D3"), "");
        } else {
            xml = page(blob("data/a.tar", 5, "0x8D1") + blob("data/readme.md", 9, "0x8D4"), "second");
        }
        byte[] body = ("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + xml).getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("Content-Type", "application/xml");
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    private static String page(String blobs, String next) {
        return "<EnumerationResults><Blobs>" + blobs + "</Blobs><NextMarker>" + next
                + "</NextMarker></EnumerationResults>";
    }

    private static String blob(String name, long size, String etag) {
        return """
                <Blob><Name>%s</Name><Properties><Last-Modified>Thu, 01 Jan 2026 00:00:00 GMT</Last-Modified>\
                <Etag>"%s"</Etag><Content-Length>%d</Content-Length><Content-Type>text/plain</Content-Type>\
                <BlobType>BlockBlob</BlobType></Properties><Metadata><owner>me</owner></Metadata></Blob>""".formatted(name, etag, size);
    }
}
