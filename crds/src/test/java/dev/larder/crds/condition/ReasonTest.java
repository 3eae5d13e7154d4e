package dev.larder.crds.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
    private static final Path PAGE =
            Path.of(System.getProperty("larder.root", "..")).resolve("docs/conditions.md");
    private static final String HEAD = "| Reason | Meaning | What to do |\n|---|---|---|\n";

    /** Kubernetes wants reasons in one word, and people look for the constant by it. */
    @ParameterizedTest
    @EnumSource
    void textIsTheNameInOneWord(Reason reason) {
        assertThat(reason.text()).matches("[A-Z][A-Za-z]+");
        assertThat(reason.text().toLowerCase(Locale.ROOT))
                .isEqualTo(reason.name().replace("_", "").toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatItMeansAndWhatToDo(Reason reason) {
        assertThat(reason.meaning()).endsWith(".").doesNotContain("|");
        assertThat(reason.action()).endsWith(".").doesNotContain("|");
    }

    /** {@code -Dlarder.crds.write=true} rewrites the page's table. */
    @Test
    void thePageForUsersSaysTheSame() throws IOException {
        String page = Files.readString(PAGE);
        String table = Arrays.stream(Reason.values())
                .map(r -> "| `" + r.text() + "` | " + r.meaning() + " | " + r.action() + " |\n")
                .collect(Collectors.joining("", HEAD, ""));
        int start = page.indexOf(HEAD);
        assertThat(start).as("the table's head").isNotNegative();
        int end = page.indexOf("\n\n", start);
        String expected = page.substring(0, start) + table + (end < 0 ? "" : page.substring(end + 1));
        if (Boolean.getBoolean("larder.crds.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }
}
