package dev.larder.bench.dataplane;

import dev.larder.bench.surroundings.FileOrigin;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all measurements share: a directory, the origin with its files, the load client. Closing ends everything. */
final class Stage implements AutoCloseable {
    private final Path work;
    private final Plan plan;
    private final PrintStream out;
    private final Path root;
    private final FileOrigin origin;
    private final LoadClient client;

    private Stage(Path work, Plan plan, PrintStream out, Path root, FileOrigin origin, LoadClient client) {
        this.work = work;
        this.plan = plan;
        this.out = out;
        this.root = root;
        this.origin = origin;
        this.client = client;
    }

    /** @param work an empty directory */
    static Stage set(Path work, Plan plan, PrintStream out) throws IOException {
        Path root = Files.createDirectories(work.resolve("blobs"));
        return new Stage(work, plan, out, root, FileOrigin.start(root), LoadClient.start(work));
    }

    Path work() {
        return work;
    }

    Plan plan() {
        return plan;
    }

    /** Of the files that are served. */
    Path root() {
        return root;
    }

    FileOrigin origin() {
        return origin;
    }

    LoadClient client() {
        return client;
    }

    /** Says what is being done, for whoever waits. */
    void say(String what) {
        out.println("  ... " + what);
    }

    @Override
    public void close() {
        client.close();
        origin.close();
    }
}
