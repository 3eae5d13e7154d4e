package dev.larder.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The operator as it is packaged, as a child process with a kubeconfig. */
final class OperatorProcess implements AutoCloseable {
    private static final Path APP =
            Path.of(System.getProperty("larder.operator.app", "../operator/target/quarkus-app"));

    private final Process process;
    private final int httpPort;
    private final int managementPort;
    private final Path log;

    private OperatorProcess(Process process, int httpPort, int managementPort, Path log) {
        this.process = process;
        this.httpPort = httpPort;
        this.managementPort = managementPort;
        this.log = log;
    }

    static OperatorProcess start(Path kubeconfig, Path directory, Map<String, String> settings) {
        try {
            int http = freePort();
            int management = freePort();
            Files.createDirectories(directory);
            Path log = Files.createTempFile(directory, "operator-", ".log");
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-jar",
                            APP.resolve("quarkus-run.jar").toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "KUBECONFIG",
                            kubeconfig.toString(),
                            "QUARKUS_HTTP_PORT",
                            Integer.toString(http),
                            "QUARKUS_HTTP_HOST",
                            "127.0.0.1",
                            "QUARKUS_MANAGEMENT_PORT",
                            Integer.toString(management),
                            "LARDER_MANIFESTS_DIRECTORY",
                            Files.createTempDirectory(directory.toAbsolutePath(), "manifests-")
                                    .toString()));
            builder.environment().putAll(settings);
            return new OperatorProcess(builder.start(), http, management, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI feed() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** Waits until it leads. */
    OperatorProcess leading() {
        HttpClient http = HttpClient.newHttpClient();
        await("the operator leads; its log is " + log)
                .atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> http.send(
                                HttpRequest.newBuilder(
                                                URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body()
                        .replace(" ", "")
                        .contains("\"leader\":true"));
        return this;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        join();
    }

    /** Returns its exit code. */
    int stop() {
        process.destroy();
        join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        join();
    }

    private void join() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the operator does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
