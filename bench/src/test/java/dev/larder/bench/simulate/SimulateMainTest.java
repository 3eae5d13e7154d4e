package dev.larder.bench.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateMainTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void everyShippedScenarioIsWellFormedAndListed() throws IOException {
        for (String name : Shipped.names()) {
            assertThat(Shipped.load(name).title()).as(name).isNotEqualTo("unnamed");
        }
        assertThat(run("--list")).isZero();
        assertThat(text().lines()).hasSameSizeAs(Shipped.names());
    }

    @Test
    void leavesTableDrawingsAndPage() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.properties"), "title = Mine\npieces = 64\n");
        run("--scenario", file.toString(), "--nodes", "300", "--out", directory.toString());
        assertThat(text()).contains("100 % arrived", "copies read from the origin");
        assertThat(Files.readString(directory.resolve("simulate.json")))
                .contains("\"id\": \"S1: copies read from the origin\", \"goal\": 1.00100, \"value\": 1.00000")
                .contains("\"peer\": null, \"pass\": true");
        assertThat(Files.readString(directory.resolve("simulate.html"))).contains("<h2>Mine</h2>", "<svg");
        for (String drawing : new String[] {"completion", "links", "load"}) {
            assertThat(Files.readString(directory.resolve("mine-" + drawing + ".svg")))
                    .startsWith("<svg")
                    .endsWith("</svg>\n")
                    .doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void misuseIsSaidInOneLine() {
        assertThat(run("--scenario", "nowhere")).isEqualTo(2);
        assertThat(run("--nodes", "many")).isEqualTo(2);
        assertThat(run("--scenario", "one-cluster", "--nodes", "0")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes=x | nodes = x is not a whole number such as 5000",
                "piece=64 | piece = 64 is not a size such as 64MiB or 1TB",
                "up=fast | up = fast is not a rate such as 25Gbit or 500MB (per second)",
                "levels=Zone | levels = Zone is not levels with domains in each, such as Zone:3, Pool:10",
                "scope=Row | unknown scope \"Row\"; one of Cluster, Zone, Cell, Node",
                "latency=Zone | latency = Zone is not levels with times, such as Zone:2ms, Cell:200us",
                "latency=Rack:1ms | latency must be given for Cell or [Zone], not Rack",
                "uplink=Pool:1Gbit | uplink must be given for [Zone], not Pool",
                "between=0GB | up, down, disks, origin, between and uplink must be more than 0",
                "slow=5 | shares must be 0 to 1",
                "sloww=0.1 | unknown key sloww; one of asks, between, cell,"
            })
    void aBadKeyIsExplained(String key, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulationTest.scenario(key))
                .withMessageStartingWith(message);
    }

    /** The launcher prints the text without starting Java, so nothing but this test keeps it true. */
    @Test
    void everyOptionIsExplained() throws IOException {
        var declared = new TreeSet<String>();
        SimulateMain.commandLine(System.out)
                .getCommandSpec()
                .options()
                .forEach(option -> declared.add(option.longestName()));
        declared.add("--help");
        var explained = new TreeSet<String>();
        try (var in = Objects.requireNonNull(SimulateMain.class.getResourceAsStream("simulate.txt"))) {
            String help = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Pattern.compile("(?m)^  (--[a-z]+)").matcher(help).results().forEach(f -> explained.add(f.group(1)));
        }
        assertThat(explained).isEqualTo(declared);
    }

    @Test
    void everyKeyOfAScenarioIsExplained() throws IOException {
        IllegalArgumentException refusal =
                catchThrowableOfType(IllegalArgumentException.class, () -> SimulationTest.scenario("nothing=1"));
        String known = String.valueOf(refusal.getMessage()).replaceFirst(".*one of ", "");
        try (var in = Objects.requireNonNull(SimulateMain.class.getResourceAsStream("simulate.txt"))) {
            String help = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String keys = help.substring(help.indexOf("A scenario file has lines"));
            var explained = new TreeSet<String>();
            Pattern.compile("(?m)^  ([a-z][a-z., -]*[a-z])  ")
                    .matcher(keys)
                    .results()
                    .forEach(f -> explained.addAll(java.util.List.of(f.group(1).split(", "))));
            assertThat(explained).containsExactlyInAnyOrder(known.split(", "));
        }
    }

    private int run(String... arguments) {
        return SimulateMain.commandLine(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
