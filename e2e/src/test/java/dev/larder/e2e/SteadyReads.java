package dev.larder.e2e;

import com.azure.storage.blob.BlobContainerClient;
import dev.larder.local.sample.Leaf;
import dev.larder.local.sample.Tree;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Reads a tree over and over through several nodes in turn, as training jobs do, until closed; failures are kept. */
final class SteadyReads implements AutoCloseable {
    private final Thread thread;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong reads = new AtomicLong();
    private volatile boolean stopped;

    private SteadyReads(Tree tree, List<BlobContainerClient> readers) {
        var expected = tree.leaves().stream().collect(Collectors.toMap(Leaf::path, Leaf::sha256));
        // One at a time: the machine's processors are also the cluster's.
        thread = Thread.ofVirtual().start(() -> {
            while (!stopped) {
                readers.forEach(reader -> read(expected, reader));
            }
        });
    }

    static SteadyReads of(Tree tree, List<BlobContainerClient> readers) {
        return new SteadyReads(tree, readers);
    }

    private void read(Map<String, String> expected, BlobContainerClient reader) {
        for (var path : expected.keySet()) {
            if (stopped) {
                return;
            }
            var what = path + " through " + reader.getBlobContainerUrl();
            try {
                if (!Reads.sha256(reader, path).equals(expected.get(path))) {
                    failures.add(what + ": other bytes");
                }
                reads.incrementAndGet();
            } catch (RuntimeException e) {
                failures.add(what + ": " + e);
            }
        }
    }

    /** Reads that succeeded so far. */
    long count() {
        return reads.get();
    }

    /** One line for each read that failed or had other bytes. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
