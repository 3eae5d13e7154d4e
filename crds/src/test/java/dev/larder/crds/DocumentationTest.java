package dev.larder.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows can be copied, and where it points there is something. */
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("larder.root", ".."));
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    static List<Path> pages() throws IOException {
        try (var docs = Files.walk(ROOT.resolve("docs"));
                var top = Files.list(ROOT);
                var examples = Files.list(ROOT.resolve("examples"))) {
            return Stream.of(docs, top, examples)
                    .flatMap(files -> files)
                    .filter(f -> f.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsObjectsHaveNoFieldThatTheTypesLack(Path page) throws IOException {
        var blocks = YAML.matcher(Files.readString(page));
        while (blocks.find()) {
            for (String document : blocks.group(1).split("(?m)^---$")) {
                if (document.contains("larder.dev/v1alpha1")) {
                    assertThatCode(() -> StrictYaml.read(document)).doesNotThrowAnyException();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsLinksLeadSomewhere(Path page) throws IOException {
        var links = LINK.matcher(Files.readString(page));
        while (links.find()) {
            assertThat(page.resolveSibling(links.group(1))).exists();
        }
    }

    @Test
    void readmeSaysThatReadsAreNotAuthenticated() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("Reads are not authenticated yet");
    }
}
