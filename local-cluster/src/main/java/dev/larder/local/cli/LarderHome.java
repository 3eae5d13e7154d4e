package dev.larder.local.cli;

import dev.larder.local.machine.MachineException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of the project, from which the product's parts, the chart and the examples are taken. */
public final class LarderHome {
    private LarderHome() {}

    /**
     * The system property {@code larder.home}, which the launcher and the build set.
     *
     * @throws MachineException when it is not set or is not the project's directory
     */
    public static Path directory() {
        var home = System.getProperty("larder.home");
        if (home == null || !Files.isRegularFile(Path.of(home, "larder"))) {
            throw new MachineException(
                    "The system property larder.home must be the project's directory; it is " + home);
        }
        return Path.of(home).toAbsolutePath();
    }
}
