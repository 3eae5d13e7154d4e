package dev.larder.local.image;

import dev.larder.local.machine.MachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The version of the project, which is also the tag of its images. */
final class ProjectVersion {
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>larder</artifactId>\\s*<version>([^<]+)</version>");

    private ProjectVersion() {}

    static String of(Path pom) {
        try {
            var version = VERSION.matcher(Files.readString(pom));
            if (version.find()) {
                return version.group(1);
            }
        } catch (IOException e) {
            throw new MachineException("cannot read " + pom, e);
        }
        throw new MachineException(pom + " does not say which version of larder this is");
    }
}
