package dev.larder.local.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that runs in a session of its own: Ctrl-C in the terminal does not reach it, and it outlives the JVM that
 * started it. Its identity is kept in a file, so that any later JVM can end it.
 *
 * @param directory the owner's state: identities are in {@code pid/}, what servers write in {@code log/}
 */
public record Daemon(String name, ProcessId process, Path directory) {

    /**
     * Starts the program; its identity goes to {@code directory/pid/name}, what it writes to {@code directory/log/name.log}.
     *
     * @throws MachineException when the program cannot be started
     */
    public static Daemon start(Path directory, String name, List<String> line, Map<String, String> environment) {
        var command = new ArrayList<String>();
        command.add("setsid");
        command.addAll(line);
        var log = directory.resolve("log").resolve(name + ".log");
        try {
            // The directory itself must be there: once its owner has deleted it, nothing starts in it any more.
            makeInside(directory, "log");
            makeInside(directory, "pid");
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            // setsid(1) replaces itself by the program, so this is the program's own number.
            var pid = builder.start().pid();
            var process = ProcessId.of(pid)
                    .orElseThrow(() -> new MachineException(name + " ended at once:\n" + Tail.of(log, 20)));
            remember(directory, name, process);
            return new Daemon(name, process, directory);
        } catch (IOException e) {
            throw new MachineException("%s cannot be started: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static void makeInside(Path directory, String name) throws IOException {
        try {
            Files.createDirectory(directory.resolve(name));
        } catch (FileAlreadyExistsException there) {
            // Made by an earlier start.
        }
    }

    private static void remember(Path directory, String name, ProcessId process) throws IOException {
        try {
            Files.writeString(directory.resolve("pid").resolve(name), process.toString());
        } catch (IOException e) {
            // What nobody can find again must not run.
            process.kill();
            throw e;
        }
    }

    /** The server of that name which an earlier JVM started, whether it still runs or not. */
    public static Optional<Daemon> find(Path directory, String name) {
        try {
            return ProcessId.parse(Files.readString(directory.resolve("pid").resolve(name)))
                    .map(process -> new Daemon(name, process, directory));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** All servers that were ever started in {@code directory} and not killed, in no order. */
    public static List<Daemon> all(Path directory) {
        var pids = directory.resolve("pid");
        if (!Files.isDirectory(pids)) {
            return List.of();
        }
        try (var files = Files.list(pids)) {
            return files.flatMap(file -> find(directory, file.getFileName().toString()).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean alive() {
        return process.alive();
    }

    /** Ends the server at once and forgets it. Does nothing when it has already ended. */
    public void kill() {
        process.kill();
        try {
            Files.deleteIfExists(directory.resolve("pid").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines that the server wrote, for error messages. */
    public String lastWords() {
        return Tail.of(log(), 15);
    }

    public Path log() {
        return directory.resolve("log").resolve(name + ".log");
    }
}
