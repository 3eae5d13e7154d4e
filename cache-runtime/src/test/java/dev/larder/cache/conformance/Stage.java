package dev.larder.cache.conformance;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import dev.larder.cache.node.TestCluster;
import dev.larder.cache.node.TestData;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Azurite with the same blobs in two containers, and cache nodes in front of it with a Dataset of one of them. */
final class Stage implements AutoCloseable {
    private static final String DATASET = "sample";

    private final LoopbackOrigin origin = LoopbackOrigin.start();
    private final TestCluster cluster;
    private final Pair dataset;
    private final Pair outside;

    /**
     * The same container read at the service and through the cache.
     *
     * @param caches ways to address it at a cache node
     */
    record Pair(Place service, List<Place> caches, List<Call> calls) {}

    Stage(Path directory) throws IOException {
        cluster = new TestCluster(origin, directory).nodes(2, 1);
        var inDataset = new TestData(origin, "in-dataset");
        var notIn = new TestData(origin, "outside");
        Sample.put(inDataset);
        Sample.put(notIn);
        var id = cluster.dataset(DATASET, inDataset, "Cluster", WarmUp.ON_DEMAND);
        var node = cluster.node("n0");
        cluster.revision(node, id);
        var endpoint = "http://127.0.0.1:" + node.blobEndpoint().getPort() + "/";
        var account = origin.account().name();
        var direct = "http://" + origin.directAuthority() + "/" + account;
        var view = DATASET + "--ns";
        dataset = new Pair(
                place("service", direct, account, "in-dataset"),
                List.of(
                        place("dataset", endpoint + account, account, "in-dataset"),
                        place("view", endpoint + view, view, "in-dataset")),
                calls("in-dataset"));
        outside = new Pair(
                place("service", direct, account, "outside"),
                List.of(place("passed", endpoint + account, account, "outside")),
                calls("outside"));
    }

    List<Pair> pairs() {
        return List.of(dataset, outside);
    }

    InetSocketAddress service() {
        String[] authority = origin.directAuthority().split(":");
        return new InetSocketAddress(authority[0], Integer.parseInt(authority[1]));
    }

    LoopbackOrigin origin() {
        return origin;
    }

    private Place place(String name, String url, String account, String container) {
        return new Place(name, url, account, origin.account().key(), container);
    }

    private List<Call> calls(String container) {
        var properties = new BlobServiceClientBuilder()
                .connectionString(origin.directConnectionString())
                .serviceVersion(BlobServiceVersion.V2025_11_05)
                .httpClient(new JdkHttpClientBuilder().build())
                .buildClient()
                .getBlobContainerClient(container)
                .getBlobClient(Sample.RICH)
                .getProperties();
        Instant modified = properties.getLastModified().toInstant().truncatedTo(ChronoUnit.SECONDS);
        return Calls.of(properties.getETag(), modified);
    }

    @Override
    public void close() {
        cluster.close();
        origin.close();
    }
}
