package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Some rows of the table that are measured together. */
interface Rows {
    /** Of the goals. */
    Set<String> ids();

    /**
     * @throws IOException when it cannot be measured here; the message says why
     */
    List<Figure> measure(Scene scene) throws IOException, InterruptedException;
}
