package dev.larder.local.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A short program that is run to its end.
 *
 * @param limit after this time the program is killed and the run counts as failed
 */
public record Command(
        List<String> line,
        Map<String, String> environment,
        @Nullable Path directory,
        @Nullable String input,
        Duration limit) {

    private static final int KEPT_BYTES = 4 * 1024 * 1024;

    public static Command of(String... line) {
        return of(List.of(line));
    }

    public static Command of(List<String> line) {
        return new Command(List.copyOf(line), Map.of(), null, null, Duration.ofSeconds(60));
    }

    public Command within(Duration time) {
        return new Command(line, environment, directory, input, time);
    }

    public Command in(Path where) {
        return new Command(line, environment, where, input, limit);
    }

    public Command with(Map<String, String> variables) {
        return new Command(line, variables, directory, input, limit);
    }

    public Command reading(String text) {
        return new Command(line, environment, directory, text, limit);
    }

    /** How the program ended and what it wrote to both of its outputs (the first 4 MiB). */
    public record Result(int exit, String output) {
        public boolean ok() {
            return exit == 0;
        }
    }

    /**
     * Runs the program and returns what it wrote.
     *
     * @throws MachineException when it cannot be started, does not end in time or ends with an error
     */
    public String run() {
        var result = attempt();
        if (!result.ok()) {
            throw new MachineException("`%s` failed with exit code %d:%n%s"
                    .formatted(String.join(" ", line), result.exit(), Tail.last(result.output(), 20)));
        }
        return result.output();
    }

    /** Like {@link #run()}, but an error of the program is a value. */
    public Result attempt() {
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        try {
            var process = builder.start();
            try {
                return finish(process);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new MachineException("`%s` cannot be started: %s".formatted(line.getFirst(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while `%s` ran".formatted(line.getFirst()), e);
        }
    }

    private Result finish(Process process) throws IOException, InterruptedException {
        var kept = new ByteArrayOutputStream();
        var reader = Thread.ofVirtual().start(() -> drain(process.getInputStream(), kept));
        try (var out = process.getOutputStream()) {
            if (input != null) {
                out.write(input.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException closedEarly) {
            // The program may end without reading its input; its exit code tells whether that was an error.
        }
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            reader.join(Duration.ofSeconds(1));
            throw new MachineException("`%s` did not end within %d s:%n%s"
                    .formatted(String.join(" ", line), limit.toSeconds(), Tail.last(text(kept), 20)));
        }
        // A background child may keep the pipe open after the program itself has ended.
        reader.join(Duration.ofSeconds(2));
        return new Result(process.exitValue(), text(kept));
    }

    private static String text(ByteArrayOutputStream kept) {
        synchronized (kept) {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }

    private static void drain(InputStream in, ByteArrayOutputStream kept) {
        var buffer = new byte[16 * 1024];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (kept) {
                    kept.write(buffer, 0, Math.min(n, KEPT_BYTES - Math.min(KEPT_BYTES, kept.size())));
                }
            }
        } catch (IOException closed) {
            // The program was killed: what it wrote so far is what there is.
        }
    }
}
