package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Some rows of the table that are measured together. */
interface Rows {
    /** Of the goals. */
    Set<String> ids();

    /** Without these nothing can be measured. */
    Set<String> programs();

    /** Gets what must come from a network, before the bench goes where there is none. */
    default void prepare(Progress progress) {}

    /** @param installed the programs that are there, of all that any row wants */
    List<Figure> measure(Stage stage, Set<String> installed) throws IOException, InterruptedException;
}
