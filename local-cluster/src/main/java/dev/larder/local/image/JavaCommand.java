package dev.larder.local.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a container starts Java. Sizes and collectors stand in a file that Java reads before {@code JAVA_TOOL_OPTIONS},
 * so that whoever deploys the image can override each of them there; options of a command line could not be.
 */
final class JavaCommand {
    private static final String FLAGS = "/app/jvm.flags";

    /**
     * Of classes' metadata, before it makes the JVM collect all: with its own 21 MB that is a pause of 110 to 230 ms some seconds
     * after the start, which frees next to nothing.
     */
    private static final String METADATA = "64m";

    private JavaCommand() {}

    static List<String> line(List<String> what) {
        var line = new ArrayList<>(List.of(
                "/opt/java/bin/java",
                "-XX:Flags=" + FLAGS,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // Each sample costs a stack trace. The older name of the property yields to the newer one, which
                // whoever hunts a leak can set.
                "-Dio.netty.leakDetectionLevel=disabled",
                "-Djava.io.tmpdir=/tmp"));
        line.addAll(what);
        return List.copyOf(line);
    }

    /**
     * The file of flags.
     *
     * @param heapPercent of the container's memory limit
     * @param work where the source of the file is written
     * @param more flags
     */
    static ImageFile flags(int heapPercent, Path work, String... more) {
        var source = work.resolve("jvm-%d.flags".formatted(heapPercent));
        try {
            Files.createDirectories(work);
            Files.writeString(source, """
                    MaxRAMPercentage=%d
                    +ExitOnOutOfMemoryError
                    +UseCompactObjectHeaders
                    MetaspaceSize=%s
                    %s
                    """.formatted(heapPercent, METADATA, String.join("\n", more)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + source, e);
        }
        return new ImageFile(source, FLAGS, "644");
    }
}
