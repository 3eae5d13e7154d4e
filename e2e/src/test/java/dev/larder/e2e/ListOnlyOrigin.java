package dev.larder.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Answers List Blobs of one container, {@code train}, as the blob service does; for tests in which no byte is read. */
final class ListOnlyOrigin implements AutoCloseable {
    private final HttpServer server;

    ListOnlyOrigin() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", ListOnlyOrigin::answer);
        server.start();
    }

    String endpoint(String account) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + account;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange call) throws IOException {
        String path = call.getRequestURI().getPath();
        if (path.endsWith("/train")) {
            StringBuilder blobs = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                blobs.append("""
                        <Blob><Name>part-%d</Name><Properties><Last-Modified>Thu, 01 Jan 2026 00:00:00 GMT</Last-Modified>\
                        <Etag>0x8D%d</Etag><Content-Length>1048576</Content-Length><Content-Type>text/plain</Content-Type>\
                        <BlobType>BlockBlob</BlobType></Properties></Blob>""".formatted(i, i));
            }
            send(
                    call,
                    200,
                    null,
                    "<EnumerationResults ContainerName=\"train\"><Blobs>" + blobs
                            + "</Blobs><NextMarker/></EnumerationResults>");
        } else if (path.endsWith("/secret")) {
            send(call, 403, "AuthorizationFailure", "<Error><Code>AuthorizationFailure</Code></Error>");
        } else {
            send(call, 404, "ContainerNotFound", "<Error><Code>ContainerNotFound</Code></Error>");
        }
    }

    private static void send(HttpExchange call, int status, @org.jspecify.annotations.Nullable String code, String xml)
            throws IOException {
        byte[] body = ("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + xml).getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("Content-Type", "application/xml");
        if (code != null) {
            call.getResponseHeaders().add("x-ms-error-code", code);
        }
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
        call.close();
    }
}
