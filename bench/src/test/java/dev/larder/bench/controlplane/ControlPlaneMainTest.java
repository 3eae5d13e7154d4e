package dev.larder.bench.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.bench.figures.Figure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneMainTest {
    private static final Reading WITHOUT = new Reading(Duration.ofSeconds(1), Duration.ofSeconds(1), 10 << 20, 6, 0.2);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void whatIsWithinTheGoalsPasses() throws IOException {
        Reading with = new Reading(Duration.ofSeconds(25), Duration.ofSeconds(30), 74 << 20, 6, 0.5);

        assertThat(run(with)).isZero();
        assertThat(text()).contains("64 MiB pass", "25 s pass").doesNotContain("FAIL");
        assertThat(Files.readString(directory.resolve("control-plane.json")))
                .contains("{\"id\": \"S3: heap that 100,000 Nodes add", "\"goal\": 64.0000, \"value\": 64.0000");
    }

    @Test
    void eachGoalCanBeMissed() {
        Reading with = new Reading(Duration.ofSeconds(26), Duration.ofSeconds(30), 75 << 20, 7, 0.6);

        assertThat(run(with)).isEqualTo(1);
        assertThat(text().lines().filter(line -> line.contains("FAIL")).map(line -> line.split(" ")[0]))
                .containsExactly("S3", "S3", "R1", "R2");
    }

    @Test
    void goalsForAHundredThousandAreNotJudgedWithFewer() {
        Reading with = new Reading(Duration.ofSeconds(26), Duration.ofSeconds(30), 75 << 20, 6, 0.2);

        assertThat(run(with, "--nodes", "5000")).isZero();
        assertThat(text()).contains("5,000 Nodes add").doesNotContain("FAIL");
        assertThat(run(with, "--nodes", "0")).isEqualTo(2);
    }

    @Test
    void everyOptionIsExplained() throws IOException {
        var declared = new TreeSet<String>();
        commandLine(WITHOUT).getCommandSpec().options().forEach(option -> declared.add(option.longestName()));
        declared.add("--help");
        var explained = new TreeSet<String>();
        try (var in = Objects.requireNonNull(ControlPlaneMain.class.getResourceAsStream("control-plane.txt"))) {
            String help = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Pattern.compile("(?m)^  (--[a-z]+)").matcher(help).results().forEach(f -> explained.add(f.group(1)));
        }
        assertThat(explained).isEqualTo(declared);
    }

    @Test
    void onlyWhatIsAskedForIsMeasured() throws IOException {
        Reading with = new Reading(Duration.ofSeconds(26), Duration.ofSeconds(30), 20 << 20, 7, 0.2);

        assertThat(run(with, "--only", "R1,X9")).isZero();
        assertThat(text()).contains("R1 ", "X9 ").doesNotContain("S3 ", "R2 ", "FAIL");
        printed.reset();
        assertThat(run(with, "--only", "X9")).isZero();
        assertThat(text()).doesNotContain("R1 ");
        assertThat(run(with, "--only", "G1")).isEqualTo(2);
    }

    @Test
    void quickIsSmaller() {
        assertThat(run(WITHOUT, "--quick")).isZero();
        assertThat(text()).contains("10,000 Nodes add");
    }

    /** Rows of another group. */
    private static final class Other implements Rows {
        @Override
        public Set<String> ids() {
            return Set.of("X9");
        }

        @Override
        public List<Figure> measure(Scene scene) {
            return List.of(Figure.atMost(1, "X9", "something else", 1, ""));
        }
    }

    private int run(Reading with, String... arguments) {
        var all = new ArrayList<>(List.of("--out", directory.toString()));
        all.addAll(List.of(arguments));
        return commandLine(with).execute(all.toArray(String[]::new));
    }

    private picocli.CommandLine commandLine(Reading with) {
        return ControlPlaneMain.commandLine(
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                List.of(new ManyNodes((nodes, operator, work, idle) -> nodes == 0 ? WITHOUT : with), new Other()));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
