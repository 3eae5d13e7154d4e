package dev.larder.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The launcher prints these texts without starting Java, so nothing but this test keeps them true. */
class HelpTextTest {
    private static final Pattern OPTION = Pattern.compile("(?m)^  (--[a-z]+)");

    @Test
    void everyCommandIsListed() {
        var commands = new TreeSet<>(LarderMain.commandLine().getSubcommands().keySet());
        // The launcher hands these to the bench module.
        commands.add("simulate");
        commands.add("bench");

        assertThat(text("larder")
                        .lines()
                        .filter(line -> line.matches("  [a-z]+ .*"))
                        .map(line -> line.strip().split(" ")[0]))
                .containsExactlyInAnyOrderElementsOf(commands);
    }

    @Test
    void everyOptionIsExplained() {
        assertThat(LarderMain.commandLine().getSubcommands()).allSatisfy((name, command) -> {
            var declared = new TreeSet<String>();
            command.getCommandSpec().options().forEach(option -> declared.add(option.longestName()));
            declared.add("--help");
            var explained = new TreeSet<String>();
            OPTION.matcher(text(name)).results().forEach(found -> explained.add(found.group(1)));
            assertThat(explained).isEqualTo(declared);
        });
    }

    private static String text(String command) {
        try (var in = LarderMain.class.getResourceAsStream(command + ".txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
