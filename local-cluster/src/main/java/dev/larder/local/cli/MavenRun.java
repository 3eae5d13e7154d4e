package dev.larder.local.cli;

import dev.larder.local.machine.MachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Maven, with the JDK that this program runs on.
 *
 * @param log everything that Maven writes is appended here
 */
record MavenRun(Path home, Path log, Consumer<String> line) {

    /** Runs Maven to its end, telling {@code line} what it writes, and returns its exit code. */
    int run(List<String> arguments) {
        var command = new ArrayList<>(List.of("mvn", "-B", "-ntp"));
        command.addAll(arguments);
        try {
            Files.createDirectories(log.getParent());
            var builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            var process = builder.start();
            process.getOutputStream().close();
            var end = new Thread(() -> end(process));
            Runtime.getRuntime().addShutdownHook(end);
            try (var out = process.inputReader();
                    var kept = Files.newBufferedWriter(
                            log, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
                for (var text = out.readLine(); text != null; text = out.readLine()) {
                    kept.write(text);
                    kept.newLine();
                    line.accept(text);
                }
            }
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            return exit;
        } catch (IOException e) {
            throw new MachineException("Maven cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while Maven ran", e);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
