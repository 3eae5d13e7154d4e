package dev.larder.bench.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.bench.figures.Figure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataPlaneMainTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    /** Rows that need nothing and know their figures. */
    private record Known(Set<String> ids, Set<String> programs, List<Figure> figures) implements Rows {
        @Override
        public List<Figure> measure(Stage stage, Set<String> installed) {
            return figures;
        }
    }

    private static final Figure FAST =
            Figure.atLeast(0.95, "G1", "fast enough", 1.5, "").beside(new Figure.Peer("nginx", 3, 2, "GB/s"));
    private static final Figure SLOW = Figure.atMost(1.1, "G2", "cheap enough", 1.2, "");

    @Test
    void printsAndWritesARowForEachFigure() throws IOException {
        int status = run(new Known(Set.of("G1", "G2"), Set.of(), List.of(FAST, SLOW)));

        assertThat(status).isEqualTo(1);
        assertThat(text().lines().filter(line -> line.startsWith("G")))
                .satisfiesExactly(
                        fast -> assertThat(fast)
                                .contains("fast enough", ">= 0.950", "1.500", "pass", "(Larder 3 GB/s, nginx 2 GB/s)"),
                        slow -> assertThat(slow).contains("cheap enough", "<= 1.100", "1.200", "FAIL"));
        assertThat(Files.readString(directory.resolve("data-plane.json"))).isEqualTo("""
                        [
                        {"id": "G1: fast enough", "goal": 0.950000, "value": 1.50000, "peer": 2.00000, "pass": true},
                        {"id": "G2: cheap enough", "goal": 1.10000, "value": 1.20000, "peer": null, "pass": false}
                        ]
                        """);
    }

    @Test
    void measuresOnlyWhatIsAskedFor() {
        assertThat(run(new Known(Set.of("G1", "G2"), Set.of(), List.of(FAST, SLOW)), "--only", "G1"))
                .isZero();
        assertThat(text()).contains("fast enough").doesNotContain("cheap enough");
        assertThat(run(new Known(Set.of("G1"), Set.of(), List.of(FAST)), "--only", "G99"))
                .isEqualTo(2);
    }

    @Test
    void dropsRowsWhosePeerIsMissingAndSaysHowToInstallIt() {
        var needs = new Needs(Set.of("wrk", "taskset", "node"));
        var rows = new Known(Set.of("G1"), Set.of("nginx"), List.of(FAST));

        assertThat(needs.allow(rows)).isFalse();
        assertThat(needs.advice(List.of(rows)))
                .contains(
                        "Not installed: nginx varnishd", "apt-get install nginx varnish", "Left out of the table: G1");
        assertThat(new Needs(Set.of("nginx", "varnishd", "wrk", "taskset", "node")).advice(List.of(rows)))
                .isEmpty();
    }

    @Test
    void everyOptionIsExplained() throws IOException {
        var declared = new TreeSet<String>();
        DataPlaneMain.commandLine(System.out, List.of())
                .getCommandSpec()
                .options()
                .forEach(option -> declared.add(option.longestName()));
        declared.add("--help");
        var explained = new TreeSet<String>();
        try (var in = Objects.requireNonNull(DataPlaneMain.class.getResourceAsStream("data-plane.txt"))) {
            String help = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Pattern.compile("(?m)^  (--[a-z]+)").matcher(help).results().forEach(f -> explained.add(f.group(1)));
        }
        assertThat(explained).isEqualTo(declared);
    }

    private int run(Rows rows, String... arguments) {
        var all = new ArrayList<>(List.of("--out", directory.toString(), "--work", directory.toString()));
        all.addAll(List.of(arguments));
        return DataPlaneMain.commandLine(new PrintStream(printed, true, StandardCharsets.UTF_8), List.of(rows))
                .execute(all.toArray(String[]::new));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
