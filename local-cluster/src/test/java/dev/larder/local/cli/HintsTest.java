package dev.larder.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HintsTest {
    private static final ClusterStatus STATUS = new ClusterStatus(
            "larder",
            "/state/kubeconfig",
            "/bin/kubectl",
            "/state/log",
            List.of(new ClusterStatus.Node("n1", "z", "gpu", "10.0.0.1", "ON", "http://10.0.0.1:8700")),
            new ClusterStatus.Origin("http://10.0.0.254:10000", "larder", 0, 0),
            List.of());

    @Test
    void codeCanBePastedAsItStands() {
        var lines = hints("images/000.jpg").lines().toList();

        assertThat(lines).filteredOn(line -> line.startsWith(" ")).isEmpty();
        assertThat(lines).filteredOn("END"::equals).hasSize(2);
        assertThat(lines).contains("curl -sS 'http://10.0.0.1:8700/larder/sample/images/000.jpg' | sha256sum");
    }

    @Test
    void anyNameOfABlobIsWrittenAsEachLanguageWantsIt() {
        var hints = hints("it's \"a\" blob+.txt");

        assertThat(hints).contains("sample/it%27s%20%22a%22%20blob%2B.txt'");
        assertThat(hints).contains("getBlobClient(\"it's \\\"a\\\" blob+.txt\")");
        assertThat(hints).contains("download_blob(\"it's \\\"a\\\" blob+.txt\")");
    }

    private static String hints(String blob) {
        return Hints.of(STATUS, "sample", blob, Path.of("/larder"), true, true);
    }
}
