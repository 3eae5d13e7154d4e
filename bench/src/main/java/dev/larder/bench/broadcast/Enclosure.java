package dev.larder.bench.broadcast;

import dev.larder.local.machine.Directories;
import dev.larder.local.machine.ProcessId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace of the bench's own, and a directory for what it writes. The program runs itself again inside and
 * waits; whoever of the two is killed, the rest ends, because the kernel kills a process whose parent has died. Only the
 * directory can stay behind, and the next run removes it.
 */
final class Enclosure {
    private static final String INSIDE = "LARDER_BROADCAST_DIRECTORY";
    private static final String PREFIX = "larder-broadcast-";
    private static final String OWNER = "owner";

    private Enclosure() {}

    /** Null outside. */
    static @Nullable Path directory() {
        String inside = System.getenv(INSIDE);
        return inside == null ? null : Path.of(inside);
    }

    /**
     * Runs a program inside, and returns its exit code. The directory is gone when this returns.
     *
     * @param place where the directory is made
     * @throws IOException when this machine or user cannot
     */
    static int runAgain(String main, Path place, List<String> arguments) throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux") || !"root".equals(System.getProperty("user.name"))) {
            throw new IOException("The nodes are network namespaces: run this as root on Linux.");
        }
        removeAbandoned(Files.createDirectories(place));
        Path directory = Files.createTempDirectory(place, PREFIX);
        Files.writeString(directory.resolve(OWNER), ProcessId.self().toString());
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        ProcessBuilder again = new ProcessBuilder(command).inheritIO();
        again.environment().put(INSIDE, directory.toString());
        Process process = again.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> clean(process, directory)));
        int status = process.waitFor();
        clean(process, directory);
        return status;
    }

    /** Also when it is clean already, or being cleaned. */
    private static void clean(Process process, Path directory) {
        process.destroyForcibly();
        process.onExit().join();
        Directories.delete(directory);
    }

    private static void removeAbandoned(Path place) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(place, PREFIX + "*")) {
            for (Path directory : directories) {
                String owner = Files.readString(directory.resolve(OWNER));
                if (ProcessId.parse(owner).filter(ProcessId::alive).isEmpty()) {
                    Directories.delete(directory);
                }
            }
        } catch (NoSuchFileException none) {
            // Nobody has been here, or another is just beginning or cleaning up.
        }
    }
}
