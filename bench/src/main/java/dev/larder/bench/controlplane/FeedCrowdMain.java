package dev.larder.bench.controlplane;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;

/**
 * The process of a {@link FeedCrowd}: where the operator has the feed, whether relays are followed, and a file with names of
 * nodes; then an order a line, answered with a line that begins with {@code done} or {@code failed}.
 */
final class FeedCrowdMain {
    /** Heartbeats keep coming and must be read meanwhile. */
    private static final int IDLE_MILLIS = 20;

    private static final String END = "";

    private FeedCrowdMain() {}

    public static void main(String[] arguments) throws IOException {
        BlockingQueue<String> orders = new ArrayBlockingQueue<>(16);
        Thread.ofPlatform().daemon().start(() -> read(orders));
        try (FeedCrowd crowd = new FeedCrowd(
                URI.create(arguments[0]),
                Boolean.parseBoolean(arguments[1]),
                Files.readAllLines(Path.of(arguments[2])))) {
            for (String order = orders.poll(); !END.equals(order); order = orders.poll()) {
                if (order == null) {
                    crowd.listen(IDLE_MILLIS);
                } else {
                    System.out.println(answer(crowd, order));
                }
            }
        }
    }

    /** Until whoever started this process is gone. */
    private static void read(BlockingQueue<String> orders) {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.put(line);
            }
            orders.put(END);
        } catch (IOException e) {
            orders.add(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String answer(FeedCrowd crowd, String order) {
        try {
            long began = System.nanoTime();
            switch (order) {
                case "connect" -> crowd.connect();
                case "disconnect" -> crowd.disconnect();
                case "prepare" -> crowd.prepare();
                case "told" -> {
                    crowd.awaitTold();
                    return "done "
                            + Arrays.stream(crowd.told())
                                    .mapToObj(Long::toString)
                                    .collect(Collectors.joining(" "));
                }
                default -> throw new IOException("no such order: " + order);
            }
            return "done " + (System.nanoTime() - began);
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        }
    }
}
