package dev.larder.cache.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MeantDifferenceTest {

    @Test
    void theDocumentationHasEveryReasonInOrder() throws IOException {
        var page = Path.of(System.getProperty("basedir", "")).resolve("../docs/conformance.md");
        var rows = Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("| all |")
                        || line.startsWith("| dataset, view |")
                        || line.startsWith("| view |"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(MeantDifference.values())
                        .map(MeantDifferenceTest::row)
                        .toList());
    }

    private static String row(MeantDifference difference) {
        var places = difference.places().size() == 3 ? "all" : String.join(", ", difference.places());
        return "| " + places + " | " + difference.reason() + " |";
    }

    @Test
    void aDifferenceOfAnotherKindIsNotExplained() {
        assertThat(explained("get plain.txt", "200 ok", "responses[0].headers.etag", "\"0xA\"", "\"0xB\""))
                .isFalse();
        assertThat(explained("get plain.txt", "200 ok", "result.content.sha256", "aa", "bb"))
                .isFalse();
        assertThat(explained("get plain.txt", "404 BlobNotFound", "outcome", "200 ok", "404 BlobNotFound"))
                .isFalse();
        assertThat(explained("get plain.txt", "206 ok", "responses[0].headers.x-ms-blob-content-md5", "aa", null))
                .isFalse();
        assertThat(explained("get plain.txt", "200 ok", "responses[0].headers.date", "Mon", "Tue"))
                .isTrue();
    }

    private static boolean explained(
            String call, String kind, String field, String reference, @org.jspecify.annotations.Nullable String cache) {
        var finding =
                new Comparison.Finding("go", "dataset", call, kind, new Outcome.Difference(field, reference, cache));
        return Arrays.stream(MeantDifference.values()).anyMatch(difference -> difference.explains(finding));
    }
}
