package dev.larder.bench.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operator as it is shipped, in a process of its own with the memory that the chart gives it. Closing ends it, and so
 * does the end of this JVM unless it is killed with {@code -9}.
 */
final class OperatorProgram implements AutoCloseable {
    /** The chart's limit is 1 GiB, of which the image gives 60 % to the heap; in a container of that size Java is serial. */
    private static final List<String> JVM = List.of("-Xmx614m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");

    /** A class, its objects and their bytes. */
    private static final Pattern OF_CLASS = Pattern.compile("(?m)^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)");

    /** With these the serial collector fills gaps that it leaves, which are a few megabytes more or less each time. */
    private static final String FILLER = "jdk.internal.vm.Filler";

    private static final Pattern STREAMS = Pattern.compile("(?m)^larder_operator_feed_streams(?:\\{.*})? (.*)$");
    private static final int POLL_MILLIS = 100;
    private static final String JAVA_HOME = System.getProperty("java.home");

    private final Process process;
    private final Path log;
    private final int http;
    private final int management;
    private final ProcessBuilder builder;
    private final Thread atExit;

    private OperatorProgram(ProcessBuilder builder, Path log, int http, int management) throws IOException {
        this.builder = builder;
        this.process = builder.start();
        this.atExit = new Thread(process::destroyForcibly, "end of the operator");
        Runtime.getRuntime().addShutdownHook(atExit);
        this.log = log;
        this.http = http;
        this.management = management;
    }

    /**
     * @param jar its quarkus-run.jar
     * @param work an empty directory
     */
    static OperatorProgram start(Path jar, String apiServer, Path work) throws IOException {
        return start(jar, apiServer, work, Map.of());
    }

    /** @param settings in the environment */
    static OperatorProgram start(Path jar, String apiServer, Path work, Map<String, String> settings)
            throws IOException {
        Path config = work.resolve("kubeconfig");
        Files.writeString(config, """
                apiVersion: v1
                kind: Config
                clusters: [{name: bench, cluster: {server: "%s"}}]
                users: [{name: bench, user: {}}]
                contexts: [{name: bench, context: {cluster: bench, user: bench}}]
                current-context: bench
                """.formatted(apiServer));
        return start(jar, config, work, settings);
    }

    static OperatorProgram start(Path jar, Path config, Path work, Map<String, String> settings) throws IOException {
        Path log = Files.createTempFile(work, "operator-", ".log");
        List<String> command =
                new ArrayList<>(List.of(Path.of(JAVA_HOME, "bin", "java").toString()));
        command.addAll(JVM);
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        int http = freePort();
        int management = freePort();
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG", config.toString(),
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", Integer.toString(http),
                        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                        "QUARKUS_MANAGEMENT_PORT", Integer.toString(management),
                        "LARDER_MANIFESTS_DIRECTORY",
                                Files.createTempDirectory(work, "manifests-").toString()));
        builder.environment().putAll(settings);
        return new OperatorProgram(builder, log, http, management);
    }

    /** Another one at the same addresses, as the next pod of a Service is. This one must have ended. */
    OperatorProgram again() throws IOException {
        return new OperatorProgram(builder, log, http, management);
    }

    /** Streams of its feed that are open; -1 while it does not answer. */
    int streams() {
        try (InputStream body = URI.create("http://127.0.0.1:" + management + "/q/metrics")
                .toURL()
                .openStream()) {
            Matcher value = STREAMS.matcher(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            return value.find() ? (int) Double.parseDouble(value.group(1)) : -1;
        } catch (IOException notYet) {
            return -1;
        }
    }

    /** Where cache nodes find it. */
    URI feed() {
        return URI.create("http://127.0.0.1:" + http);
    }

    boolean leads() {
        return says("\"leader\":true");
    }

    /** It runs, and another one leads. */
    boolean waits() {
        return says("\"leader\":false");
    }

    private boolean says(String what) {
        URI ready = URI.create("http://127.0.0.1:" + management + "/q/health/ready");
        try (InputStream body = ready.toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(" ", "")
                    .contains(what);
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What is waited for; throws what ends the wait. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** @throws IOException with what the operator said last, if it ends or takes longer */
    void await(String what, Duration limit, Condition done) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.holds()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw failed("It did not " + what);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        forgetExit();
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // Then the hook is running, and does no harm to a process that has ended.
        }
    }

    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What is reachable, after a full collection. */
    long liveBytes() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(JAVA_HOME, "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        long bytes = OF_CLASS.matcher(text)
                .results()
                .filter(line -> !line.group(2).contains(FILLER))
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
        if (bytes == 0) {
            throw new IOException("jcmd said:\n" + text);
        }
        return bytes;
    }

    /** With the last lines that it wrote. */
    IOException failed(String what) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return new IOException(what + "; the operator said:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        forgetExit();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
