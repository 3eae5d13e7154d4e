package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.install.Larder;
import dev.larder.local.origin.Faults;
import dev.larder.local.sample.Tree;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A hundred readers, spread over all nodes, of one large blob that no node has yet. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class ColdReadersIT {
    private static final int READERS = 100;
    private static final long SIZE = 32L << 20;
    private static final long ORIGIN_BYTES_PER_SECOND = 4L << 20;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final InstalledLarder larder;

    ColdReadersIT(InstalledLarder larder) {
        this.larder = larder;
    }

    private record Seen(long firstByteNanos, long lastByteNanos, String sha256) {}

    @Test
    void costOneCopyAndReadWhileItArrives() throws Exception {
        var tree = Tree.ofSizes("cold", SIZE);
        var leaf = tree.leaves().getFirst();
        larder.upload("cold", tree);
        larder.dataset("cold", "cold", Map.of("warmUp", Map.of("strategy", "OnDemand")))
                .until("serves", state -> state.is("Serving"), LIMIT, state -> {});
        larder.origin().probe().inject(Faults.none().bytesPerSecond(ORIGIN_BYTES_PER_SECOND));

        var seen = new ArrayList<Seen>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var client = HttpClient.newHttpClient()) {
            var readers = new ArrayList<Callable<Seen>>();
            for (int i = 0; i < READERS; i++) {
                var node = larder.nodes().get(i % larder.nodes().size());
                var uri = URI.create("%s/%s/cold/%s"
                        .formatted(
                                Larder.blobEndpoint(node),
                                larder.origin().account().name(),
                                leaf.path()));
                readers.add(() -> read(client, uri));
            }
            for (var result : threads.invokeAll(readers, LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                seen.add(result.get());
            }
        } finally {
            larder.origin().probe().heal();
        }

        assertThat(seen).allSatisfy(one -> assertThat(one.sha256()).isEqualTo(leaf.sha256()));
        assertThat(InstalledLarder.bytesByPath(larder.counts(), "cold")).isEqualTo(Map.of(leaf.path(), leaf.size()));
        long filled = seen.stream().mapToLong(Seen::lastByteNanos).min().orElseThrow();
        assertThat(seen)
                .as("the first byte of each reader, before the blob was whole anywhere")
                .allSatisfy(one -> assertThat(one.firstByteNanos()).isLessThan(filled));
        larder.delete("cold");
    }

    private static Seen read(HttpClient client, URI uri) throws Exception {
        var answer = client.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).as("%s", answer.headers()).isEqualTo(200);
        var digest = MessageDigest.getInstance("SHA-256");
        var buffer = new byte[64 * 1024];
        long first = 0;
        try (var in = answer.body()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                first = first == 0 ? System.nanoTime() : first;
                digest.update(buffer, 0, n);
            }
        }
        return new Seen(first, System.nanoTime(), HexFormat.of().formatHex(digest.digest()));
    }
}
