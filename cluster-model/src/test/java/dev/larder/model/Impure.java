package dev.larder.model;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Does everything that {@link PurityTest} forbids. Never called. */
final class Impure {
    private Impure() {}

    static String everything() throws IOException {
        try (FileInputStream in = new FileInputStream("x");
                Socket socket = new Socket()) {
            return Files.readString(Path.of("x"))
                    + in.read()
                    + socket
                    + System.nanoTime()
                    + System.currentTimeMillis()
                    + Instant.now();
        }
    }
}
