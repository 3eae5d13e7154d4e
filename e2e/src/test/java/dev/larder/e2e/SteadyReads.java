package dev.larder.e2e;

import com.azure.storage.blob.BlobContainerClient;
import dev.larder.local.sample.Leaf;
import dev.larder.local.sample.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Reads a tree over and over through several nodes, as training jobs do, until closed; what went wrong is kept. */
final class SteadyReads implements AutoCloseable {
    private final List<Thread> threads;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong reads = new AtomicLong();
    private volatile boolean stopped;

    private SteadyReads(Tree tree, List<BlobContainerClient> readers) {
        var expected = new HashMap<String, String>();
        tree.leaves().forEach(leaf -> expected.put(leaf.path(), leaf.sha256()));
        threads = readers.stream()
                .map(reader -> Thread.ofVirtual().start(() -> read(tree, reader, expected)))
                .toList();
    }

    static SteadyReads of(Tree tree, List<BlobContainerClient> readers) {
        return new SteadyReads(tree, readers);
    }

    private void read(Tree tree, BlobContainerClient reader, Map<String, String> expected) {
        while (!stopped) {
            for (Leaf leaf : tree.leaves()) {
                if (stopped) {
                    return;
                }
                try {
                    var sha256 = Reads.sha256(reader, leaf.path());
                    if (!sha256.equals(expected.get(leaf.path()))) {
                        failures.add(leaf.path() + " has other bytes through " + reader.getBlobContainerUrl());
                    }
                    reads.incrementAndGet();
                } catch (RuntimeException e) {
                    failures.add(leaf.path() + " through " + reader.getBlobContainerUrl() + ": " + e);
                }
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
        for (var thread : threads) {
            thread.join();
        }
    }
}
