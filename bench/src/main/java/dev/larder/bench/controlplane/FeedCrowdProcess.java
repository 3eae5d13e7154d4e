package dev.larder.bench.controlplane;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A {@link FeedCrowd} in a process of its own: it may open as many files as the operator. Closing ends it. */
final class FeedCrowdProcess implements AutoCloseable {
    private final Process process;
    private final OutputStream orders;
    private final BufferedReader answers;

    private FeedCrowdProcess(Process process) {
        this.process = process;
        this.orders = process.getOutputStream();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * @param feed of the operator
     * @param relayed they follow the relays that it names
     */
    static FeedCrowdProcess start(URI feed, boolean relayed, List<String> nodes, Path work) throws IOException {
        Path names = Files.write(work.resolve("nodes"), nodes);
        return new FeedCrowdProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FeedCrowdMain.class.getName(),
                        feed.toString(),
                        Boolean.toString(relayed),
                        names.toString())
                .redirectError(Redirect.INHERIT)
                .start());
    }

    /** Carries out an order of {@link FeedCrowdMain} and returns the numbers that it answers with. */
    long[] ask(String order) throws IOException {
        orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
        orders.flush();
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith("done ")) {
            throw new IOException("Nodes that follow the feed: " + order + ": " + (answer == null ? "gone" : answer));
        }
        return Stream.of(answer.substring(5).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
