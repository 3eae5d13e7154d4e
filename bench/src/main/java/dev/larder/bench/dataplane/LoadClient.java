package dev.larder.bench.dataplane;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The reading process as the bench sees it. The same one reads from every contestant. Not thread-safe. */
final class LoadClient implements AutoCloseable {
    private final Program program;
    private final BufferedReader out;

    private LoadClient(Program program) {
        this.program = program;
        this.out = program.process().inputReader(StandardCharsets.UTF_8);
    }

    static LoadClient start(Path work) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:MaxDirectMemorySize=256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadClientMain.class.getName()));
        return new LoadClient(Program.client(work.resolve("client.log"), command));
    }

    /** @throws IOException if a read failed; the message says what the server answered */
    Load read(Order order) throws IOException {
        begin(order);
        return end();
    }

    /** Begins to read; {@link #end} waits for it. */
    void begin(Order order) throws IOException {
        var in = program.process().getOutputStream();
        in.write((order.line() + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    Load end() throws IOException {
        String line = out.readLine();
        if (line == null) {
            program.requireAlive();
            throw new IOException("the load client ended:\n" + program.tail());
        }
        if (line.startsWith("failed")) {
            throw new IOException("A read " + line);
        }
        return Load.parse(line);
    }

    @Override
    public void close() {
        program.close();
    }
}
