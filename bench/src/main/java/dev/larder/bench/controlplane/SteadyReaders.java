package dev.larder.bench.controlplane;

import dev.larder.bench.surroundings.Blobs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that read blobs through cache nodes, one after the other, until closed, and compare every byte. Every second read
 * is of a blob that nobody has read yet, as long as there is one: at first of a few, once {@linkplain #readAll told to} of all.
 */
final class SteadyReaders implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int NAMED = 10;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Blobs blobs;
    private final List<URI> endpoints;
    private final List<byte[]> contents = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Thread> threads = new ArrayList<>();
    private final int known;
    private final AtomicInteger unread = new AtomicInteger();
    private final AtomicLong warm = new AtomicLong();
    private final AtomicLong cold = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile int among;
    private volatile boolean closed;

    private SteadyReaders(Blobs blobs, List<URI> endpoints, int known) {
        this.known = known;
        this.among = known;
        this.blobs = blobs;
        this.endpoints = endpoints;
    }

    /** @param known the first so many blobs, which are read from the beginning */
    static SteadyReaders start(Blobs blobs, List<URI> endpoints, int known) throws IOException {
        SteadyReaders readers = new SteadyReaders(blobs, endpoints, known);
        for (String path : blobs.sizes().keySet()) {
            Path file = blobs.root()
                    .resolve(Blobs.ACCOUNT)
                    .resolve(blobs.container())
                    .resolve(path);
            readers.contents.add(Files.readAllBytes(file));
        }
        for (int t = 0; t < THREADS; t++) {
            Random random = new Random(t);
            readers.threads.add(Thread.ofPlatform().daemon().name("reader " + t).start(() -> readers.run(random)));
        }
        return readers;
    }

    void readAll() {
        among = contents.size();
    }

    int threads() {
        return threads.size();
    }

    /** Reads that brought what they should, of blobs that had been read before. */
    long warm() {
        return warm.get();
    }

    /** The same, of blobs that had not. */
    long cold() {
        return cold.get();
    }

    long failed() {
        return failed.get();
    }

    /** Of the first few of them, what happened. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private void run(Random random) {
        List<String> paths = List.copyOf(blobs.sizes().keySet());
        for (long turn = 0; !closed; turn++) {
            int all = among;
            int next = turn % 2 == 0 ? unread.getAndUpdate(i -> i < all ? i + 1 : i) : all;
            boolean isNew = next < all;
            int blob = isNew ? next : random.nextInt(known);
            URI from = endpoints.get(random.nextInt(endpoints.size())).resolve(blobs.target() + paths.get(blob));
            try {
                HttpResponse<byte[]> answer = http.send(
                        HttpRequest.newBuilder(from).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() == 200 && Arrays.equals(answer.body(), contents.get(blob))) {
                    (isNew ? cold : warm).incrementAndGet();
                } else {
                    fail(from + " answered " + answer.statusCode() + " with " + answer.body().length + " bytes");
                }
            } catch (IOException e) {
                fail(from + ": " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void fail(String what) {
        if (!closed) {
            failed.incrementAndGet();
            if (failures.size() < NAMED) {
                failures.add(what);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        http.close();
    }
}
