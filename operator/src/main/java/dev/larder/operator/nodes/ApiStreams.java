package dev.larder.operator.nodes;

import dev.larder.operator.nodes.ListWatch.Expired;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers of the API server as streams, with the client's credentials. */
interface ApiStreams {
    /** An API server sends a bookmark every minute, if nothing else. */
    Duration SILENCE = Duration.ofMinutes(5);

    /** The body of a 200; the caller closes it. Blocks: call it from a virtual thread. */
    InputStream get(String pathAndQuery) throws IOException;

    static ApiStreams of(KubernetesClient client) {
        HttpClient http = client.getHttpClient();
        String base = client.getMasterUrl().toString().replaceAll("/$", "");
        return path -> {
            HttpRequest request = http.newHttpRequestBuilder()
                    .uri(base + path)
                    .header("Accept", "application/json")
                    .forStreaming()
                    .build();
            ArrivingBody body = new ArrivingBody(SILENCE);
            HttpResponse<AsyncBody> response = await(http.consumeBytes(request, body));
            if (response.code() == 410) {
                response.body().cancel();
                throw new Expired("410 Gone");
            }
            InputStream stream = body.of(response.body());
            if (response.code() != 200) {
                try (stream) {
                    throw new IOException(path + " answered " + response.code() + ": "
                            + new String(stream.readNBytes(500), StandardCharsets.UTF_8));
                }
            }
            return stream;
        };
    }

    private static HttpResponse<AsyncBody> await(CompletableFuture<HttpResponse<AsyncBody>> answer) throws IOException {
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer from the API server: " + e.getMessage(), e);
        }
    }
}
