package dev.larder.bench.dataplane;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process that was started here, on one core if that can be had. Closing ends it. */
final class Program implements AutoCloseable {
    /** Where servers run. */
    static final int SERVER_CORE = 0;

    /** Where clients run. */
    static final int CLIENT_CORE = 1;

    private static final int STOP_SECONDS = 12;

    /** What the kernel counts times of processes in; the same on all of Linux. */
    private static final double TICKS_PER_SECOND = 100;

    /** Names of HotSpot's compiler threads, as the kernel shortens them. */
    private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThre");

    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** A server: what it says goes to the log. */
    static Program server(Path log, List<String> command) throws IOException {
        return new Program(
                new ProcessBuilder(pinned(SERVER_CORE, command))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()))
                        .start(),
                log);
    }

    /** A client: its input and output are the caller's. */
    static Program client(Path log, List<String> command) throws IOException {
        return new Program(
                new ProcessBuilder(pinned(CLIENT_CORE, command))
                        .redirectError(Redirect.appendTo(log.toFile()))
                        .start(),
                log);
    }

    private static List<String> pinned(int core, List<String> command) {
        var all = new ArrayList<String>();
        if (Runtime.getRuntime().availableProcessors() > 1) {
            all.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        all.addAll(command);
        return all;
    }

    Process process() {
        return process;
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("A process ended too early:\n" + tail());
        }
    }

    /** The last lines that it wrote. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /** Of it and of all that it started. */
    double cpuSeconds() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .mapToLong(each -> ticks(each.pid()))
                        .sum()
                / TICKS_PER_SECOND;
    }

    /** What a JVM's compilers have taken so far; 0 for what is no JVM. Theirs that ended do not count. */
    double compilerSeconds() throws IOException {
        long sum = 0;
        try (var threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads) {
                if (isCompiler(thread)) {
                    sum += ticks(thread.resolve("stat"));
                }
            }
        }
        return sum / TICKS_PER_SECOND;
    }

    private static boolean isCompiler(Path thread) {
        try {
            return COMPILER.matcher(Files.readString(thread.resolve("comm"))).lookingAt();
        } catch (IOException ended) {
            return false;
        }
    }

    private static long ticks(long pid) {
        return ticks(Path.of("/proc", Long.toString(pid), "stat"));
    }

    private static long ticks(Path file) {
        try {
            String stat = Files.readString(file);
            // The second field is the program's name in brackets, which may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException gone) {
            return 0;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It is gone, and so is whoever read.
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Runs to its end and returns what it printed. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(pinned(CLIENT_CORE, command))
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(command.getFirst() + " ended with " + status + ":\n" + text);
        }
        return text;
    }
}
