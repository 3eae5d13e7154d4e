package dev.larder.bench.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench itself with few nodes and little data: what must hold of counts is as in the long one, times say nothing. */
@Tag("cluster")
class BroadcastIT {
    @TempDir
    Path directory;

    @Test
    void sixNodesGetOneCopyFromTheOrigin() throws Exception {
        Enclosure.runAgain(
                BroadcastMain.class.getName(),
                directory.resolve("work"),
                List.of("--nodes", "6", "--kill", "0", "--size", "32", "--rate", "200", "--out", directory.toString()));

        List<String> rows = Files.readAllLines(directory.resolve("broadcast.json"));
        assertThat(rows)
                .anyMatch(row -> row.contains("copies read from the origin") && row.contains("\"value\": 1.00000,"))
                .anyMatch(row -> row.contains("byte for byte") && row.contains("\"value\": 6.00000,"))
                // On crowded cores nodes may go up the tree themselves, so only this is certain.
                .filteredOn(row -> row.contains("copies from the origin"))
                .singleElement()
                .asString()
                .contains("\"pass\": true");
        // Nothing is left: neither directories nor the namespaces' processes, which would keep them busy.
        assertThat(directory.resolve("work")).isEmptyDirectory();
    }
}
