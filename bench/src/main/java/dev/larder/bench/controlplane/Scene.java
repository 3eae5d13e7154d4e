package dev.larder.bench.controlplane;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What all rows are measured with.
 *
 * @param operator its quarkus-run.jar
 * @param home of the project
 * @param work an empty directory
 * @param nodes in the largest cluster
 * @param idle how long an idle operator's requests are counted
 * @param quick rows that take minutes at full size are to be smaller
 * @param wanted ids of rows; empty for all
 */
record Scene(
        Path operator,
        Path home,
        Path work,
        int nodes,
        Duration idle,
        boolean quick,
        Set<String> wanted,
        PrintStream out) {

    /** Says what is being done, for whoever waits. */
    void say(String what, Object... values) {
        out.println("  ... " + what.formatted(values));
    }

    boolean wants(String id) {
        return wanted.isEmpty() || wanted.contains(id);
    }
}
