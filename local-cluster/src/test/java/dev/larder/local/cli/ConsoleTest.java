package dev.larder.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.local.machine.MachineException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aLineOfATerminalIsReplaced() {
        var console = new Console(out, true, false);

        console.live("Warm 1 %");
        console.live("Warm 2 %");
        console.line("Warm");

        assertThat(written()).isEqualTo("\r\033[KWarm 1 %\r\033[KWarm 2 %\r\033[KWarm\n");
    }

    @Test
    void elsewhereALineComesNowAndThen() {
        var console = new Console(out, false, false);

        console.live("Warm 1 %");
        console.live("Warm 2 %");
        console.line("Warm");

        assertThat(written()).isEqualTo("Warm 1 %\nWarm\n");
    }

    @Test
    void aPhaseTellsItsTimeAndThatItFailed() {
        var console = new Console(out, false, false);

        assertThat(console.phase("Nodes", () -> 6)).isEqualTo(6);
        assertThatThrownBy(() -> console.phase("Chart", () -> {
                    throw new MachineException("no");
                }))
                .isInstanceOf(MachineException.class);

        assertThat(written()).containsPattern("Nodes \\(\\d+\\.\\d s\\)\n").endsWith("Chart: failed\n");
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
