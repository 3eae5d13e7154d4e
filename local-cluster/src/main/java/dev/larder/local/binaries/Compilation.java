package dev.larder.local.binaries;

import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of {@code go build -v}, which names each package that it compiles, with a line of progress now and then. */
record Compilation(String label, List<String> line, Path directory, Progress progress, Duration limit) {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int KEPT_LINES = 20;

    void run() throws IOException {
        var builder = new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(Go.ENVIRONMENT);
        var started = System.nanoTime();
        var process = builder.start();
        var stop = Thread.ofVirtual().start(() -> endAfterLimit(process));
        var last = new ArrayDeque<String>();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            int packages = 0;
            long told = started;
            for (var text = output.readLine(); text != null; text = output.readLine()) {
                packages += text.contains(" ") ? 0 : 1;
                last.addLast(text);
                if (last.size() > KEPT_LINES) {
                    last.removeFirst();
                }
                if (System.nanoTime() - told > BETWEEN_LINES.toNanos()) {
                    told = System.nanoTime();
                    progress.step("  %s: %d packages compiled, %d s".formatted(label, packages, seconds(started)));
                }
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new MachineException(
                        "building %s failed (exit code %d):%n%s".formatted(label, exit, String.join("\n", last)));
            }
            progress.step("  %s: built in %d s".formatted(label, seconds(started)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while " + label + " was built", e);
        } finally {
            stop.interrupt();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException finished) {
            // The build ended in time.
        }
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }
}
