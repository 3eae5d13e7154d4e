package dev.larder.bench.placement;

import static org.assertj.core.api.Assertions.assertThat;

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

class PlacementMainTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void ownersAreFoundWithoutGarbage() throws IOException {
        assertThat(run("--quick", "--only", "ownerInThePool", "--out", directory.toString()))
                .isZero();
        assertThat(Files.readString(directory.resolve("placement.json")))
                .contains("\"id\": \"owner in the pool\", \"goal\": null")
                .contains("\"id\": \"owner in the pool: garbage\", \"goal\": 15.0000")
                .contains("\"pass\": true");
    }

    @Test
    void misuseIsSaid() {
        assertThat(run("--fast")).isEqualTo(2);
    }

    /** The launcher prints the text without starting Java, so nothing but this test keeps it true. */
    @Test
    void everyOptionIsExplained() throws IOException {
        var declared = new TreeSet<String>();
        PlacementMain.commandLine(System.out)
                .getCommandSpec()
                .options()
                .forEach(option -> declared.add(option.longestName()));
        declared.add("--help");
        var explained = new TreeSet<String>();
        try (var in = Objects.requireNonNull(PlacementMain.class.getResourceAsStream("placement.txt"))) {
            String help = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Pattern.compile("(?m)^  (--[a-z]+)").matcher(help).results().forEach(f -> explained.add(f.group(1)));
        }
        assertThat(explained).isEqualTo(declared);
    }

    private int run(String... arguments) {
        return PlacementMain.commandLine(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }
}
