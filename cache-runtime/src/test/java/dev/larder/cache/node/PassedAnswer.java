package dev.larder.cache.node;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A server between two nodes that asks the peer what it was asked, and gives the answer on in a way of the test's own. */
final class PassedAnswer {

    private PassedAnswer() {}

    /** How the body gets from one to the other. */
    interface Body {
        void pass(InputStream in, OutputStream out) throws IOException;
    }

    static void pass(HttpClient http, HttpExchange exchange, int peer, Body body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + peer + exchange.getRequestURI()))
                .build();
        try (exchange) {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            answer.headers()
                    .firstValue("larder-reason")
                    .ifPresent(reason -> exchange.getResponseHeaders().add("larder-reason", reason));
            exchange.sendResponseHeaders(answer.statusCode(), 0);
            try (InputStream in = answer.body()) {
                body.pass(in, exchange.getResponseBody());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
