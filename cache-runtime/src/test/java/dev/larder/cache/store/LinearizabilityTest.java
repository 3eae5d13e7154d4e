package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.fetch.SingleFlight;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What several threads do to the index, to a segment's readers and to the fills of chunks at the same time has the results that some order of the same
 * steps has, one after the other. Lincheck makes up the steps, runs them against each other, and looks for the order; in
 * a process of its own, since it instruments all that its JVM has loaded.
 */
class LinearizabilityTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(classes = {LincheckProgram.Index.class, LincheckProgram.Readers.class, SingleFlight.class})
    void isLinearizable(Class<?> structure) throws IOException, InterruptedException {
        File said = directory.resolve("said").toFile();
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LincheckProgram.class.getName(),
                        structure.getName(),
                        Integer.getInteger("larder.lincheck.scenarios", 15).toString()))
                .redirectErrorStream(true)
                .redirectOutput(said)
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(said.toPath())).isZero();
    }
}
