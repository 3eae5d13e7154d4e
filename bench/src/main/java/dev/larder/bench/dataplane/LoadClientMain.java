package dev.larder.bench.dataplane;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** The process that reads: takes an {@link Order} a line from its input and answers with a {@link Load} each. */
public final class LoadClientMain {
    private LoadClientMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ExecutorService threads =
                Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory())) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(Order.parse(line), threads));
            }
        }
    }

    private static String answer(Order order, ExecutorService threads) throws InterruptedException {
        try {
            return run(order, threads).line();
        } catch (IOException | ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return "failed: " + cause.toString().replaceAll("\\s+", " ");
        }
    }

    static Load run(Order order, ExecutorService threads) throws IOException, InterruptedException, ExecutionException {
        List<Reader> readers = new ArrayList<>();
        try {
            for (int i = 0; i < order.readers(); i++) {
                readers.add(Reader.connect(order, i));
            }
            if (order.perSecond() > 0) {
                return PacedReads.run(order, readers, threads);
            }
            return order.millis() > 0 ? random(order, readers, threads) : once(order, readers, threads);
        } finally {
            for (Reader reader : readers) {
                reader.close();
            }
        }
    }

    private static Load random(Order order, List<Reader> readers, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        AtomicLong requests = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        long began = System.nanoTime();
        long until = began + order.millis() * 1_000_000;
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            Reader reader = readers.get(i);
            var random = new SplittableRandom(i);
            running.add(threads.submit(() -> {
                long count = 0;
                long got = 0;
                while (System.nanoTime() < until) {
                    int blob = order.count() == 0 ? 0 : random.nextInt(order.count());
                    long pieces = order.blobBytes() / order.request();
                    got += reader.read(blob, random.nextLong(pieces) * order.request());
                    count++;
                }
                requests.addAndGet(count);
                bytes.addAndGet(got);
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        return new Load(requests.get(), bytes.get(), System.nanoTime() - began, 0, 0, wrong(readers));
    }

    private static Load once(Order order, List<Reader> readers, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        AtomicLong requests = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        long[] firstBytes = new long[readers.size()];
        long began = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            int index = i;
            Reader reader = readers.get(i);
            running.add(threads.submit(() -> {
                for (int blob = 0; blob < Math.max(1, order.count()); blob++) {
                    for (long from = 0; from < order.blobBytes(); ) {
                        long length = reader.read(blob, from);
                        if (firstBytes[index] == 0) {
                            firstBytes[index] = reader.firstByteAt() - began;
                        }
                        from += length;
                        requests.incrementAndGet();
                        bytes.addAndGet(length);
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        long nanos = System.nanoTime() - began;
        Arrays.sort(firstBytes);
        return new Load(requests.get(), bytes.get(), nanos, firstBytes[firstBytes.length / 2], 0, wrong(readers));
    }

    private static long wrong(List<Reader> readers) {
        return readers.stream().mapToLong(Reader::wrong).sum();
    }
}
