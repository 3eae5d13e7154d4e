package dev.larder.e2e;

import java.nio.file.Path;

/** Files of the project that users get. */
final class Project {
    private static final Path ROOT =
            Path.of(System.getProperty("larder.root", "..")).toAbsolutePath().normalize();

    private Project() {}

    static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** Maven's version of the project, which is also the images' tag. */
    static String version() {
        return System.getProperty("larder.version", "");
    }
}
