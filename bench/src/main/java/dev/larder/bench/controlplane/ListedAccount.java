package dev.larder.bench.controlplane;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Stands in for a storage account that is only listed: each of its containers has one blob of a size, which nobody reads.
 * Thread-safe.
 */
final class ListedAccount implements AutoCloseable {
    static final String NAME = "contoso";

    private static final String LISTING = """
            <?xml version="1.0" encoding="utf-8"?>\
            <EnumerationResults ContainerName="%s"><Blobs><Blob><Name>part-0</Name><Properties>\
            <Last-Modified>Sat, 10 Jan 2026 00:00:00 GMT</Last-Modified><Etag>0x8DD000000000001</Etag>\
            <Content-Length>%d</Content-Length><Content-Type>application/octet-stream</Content-Type>\
            <BlobType>BlockBlob</BlobType></Properties></Blob></Blobs><NextMarker/></EnumerationResults>""";

    private final HttpServer http;
    private final long bytes;

    private ListedAccount(HttpServer http, long bytes) {
        this.http = http;
        this.bytes = bytes;
    }

    /** @param bytes of each container's blob */
    static ListedAccount start(long bytes) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ListedAccount account = new ListedAccount(http, bytes);
        http.createContext("/", account::answer);
        http.start();
        return account;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/" + NAME);
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            boolean list = String.valueOf(call.getRequestURI().getRawQuery()).contains("comp=list");
            String path = call.getRequestURI().getPath();
            byte[] body = list
                    ? LISTING.formatted(path.substring(path.lastIndexOf('/') + 1), bytes)
                            .getBytes(StandardCharsets.UTF_8)
                    : new byte[0];
            call.getResponseHeaders().set("Content-Type", "application/xml");
            call.getResponseHeaders().set("x-ms-version", "2025-11-05");
            call.sendResponseHeaders(list ? 200 : 404, body.length == 0 ? -1 : body.length);
            call.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
