package dev.larder.bench.dataplane;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Random reads at a given rate. Each request has a time at which it is due, whether the answer before it has come or not,
 * and its latency counts from there: a server that stalls is charged for all who would have asked meanwhile. (Gil Tene's
 * "coordinated omission" is what happens otherwise.)
 */
final class PacedReads {
    private PacedReads() {}

    /** One connection's latencies, in the order of its requests. */
    private record Times(long[] nanos, long bytes) {}

    static Load run(Order order, List<Reader> readers, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        long interval = 1_000_000_000L * readers.size() / order.perSecond();
        int each = Math.toIntExact(Math.max(1, order.millis() * 1_000_000 / interval));
        long began = System.nanoTime();
        List<Future<Times>> running = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            int number = i;
            long first = began + interval * i / readers.size();
            running.add(threads.submit(() -> read(order, readers.get(number), number, first, interval, each)));
        }
        long bytes = 0;
        long[] all = new long[each * readers.size()];
        int at = 0;
        for (Future<Times> future : running) {
            Times times = future.get();
            System.arraycopy(times.nanos, 0, all, at, each);
            at += each;
            bytes += times.bytes;
        }
        long nanos = System.nanoTime() - began;
        Arrays.sort(all);
        long wrong = readers.stream().mapToLong(Reader::wrong).sum();
        return new Load(all.length, bytes, nanos, 0, all[(int) (all.length * 0.99)], wrong);
    }

    private static Times read(Order order, Reader reader, int number, long first, long interval, int count)
            throws IOException {
        var random = new SplittableRandom(number);
        long pieces = order.blobBytes() / order.request();
        long[] nanos = new long[count];
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            long due = first + interval * i;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            int blob = order.count() == 0 ? 0 : random.nextInt(order.count());
            bytes += reader.read(blob, random.nextLong(pieces) * order.request());
            nanos[i] = System.nanoTime() - due;
        }
        return new Times(nanos, bytes);
    }
}
