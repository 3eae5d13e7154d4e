package dev.larder.bench.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {
    @TempDir
    Path directory;

    @Test
    void eachRequestOfTheNamespaceCountsOnce() throws IOException {
        Path file = directory.resolve("audit.log");
        Files.writeString(file, line("larder-system", "patch", "pods", "", "ResponseComplete"));
        RequestLog log = new RequestLog(file, "larder-system");
        long mark = log.mark();
        Files.writeString(
                file,
                line("larder-system", "patch", "cacheclusters", "status", "ResponseComplete")
                        + line("larder-system", "watch", "nodes", "", "ResponseStarted")
                        + line("larder-system", "watch", "pods", "", "ResponseStarted")
                        + line("larder-system", "watch", "pods", "", "ResponseComplete")
                        + line("other", "get", "pods", "", "ResponseComplete")
                        + "{\"half\":",
                StandardOpenOption.APPEND);

        assertThat(RequestLog.count(log.since(mark)))
                .isEqualTo(Map.of("patch cacheclusters/status", 1, "watch nodes", 1, "watch pods", 1));
        assertThat(RequestLog.count(log.since(0))).containsEntry("patch pods", 1);
        assertThat(RequestLog.open(log.since(mark))).isEqualTo(1);
    }

    private static String line(String namespace, String verb, String resource, String sub, String stage) {
        return """
                {"stage":"%s","verb":"%s","user":{"username":"system:serviceaccount:%s:larder-operator"},\
                "objectRef":{"resource":"%s","subresource":"%s"}}
                """.formatted(stage, verb, namespace, resource, sub);
    }
}
