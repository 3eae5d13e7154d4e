package dev.larder.local.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Looks at what reached an origin and makes it misbehave. Safe for several threads. */
public final class OriginProbe implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final URI admin;

    public OriginProbe(InetSocketAddress admin) {
        this.admin = URI.create("http://" + admin.getHostString() + ":" + admin.getPort());
    }

    /** Everything since the start; subtract an earlier count to see what came in between. */
    public OriginCounts counts() {
        return CountsText.read(send(HttpRequest.newBuilder(admin.resolve("/counts"))));
    }

    /** From now on these faults and no others. The concurrency peak is measured anew. */
    public void inject(Faults faults) {
        send(HttpRequest.newBuilder(admin.resolve("/faults")).PUT(HttpRequest.BodyPublishers.ofString(faults.write())));
    }

    /** No more faults. */
    public void heal() {
        inject(Faults.none());
    }

    private String send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(admin + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException("the origin's admin port " + admin + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
