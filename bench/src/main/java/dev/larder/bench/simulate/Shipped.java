package dev.larder.bench.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** Scenario files: those that come with Larder, by name, and any other, by path. */
final class Shipped {
    private Shipped() {}

    static List<String> names() {
        return List.of(
                "one-cluster",
                "trouble",
                "zone-lost",
                "slow-and-dead",
                "aks-20x5000",
                "gb200-racks",
                "model-1tb",
                "dataset-1pb",
                "join-10000",
                "rolling-upgrade");
    }

    /**
     * @throws IllegalArgumentException if the scenario is not well-formed
     * @throws IOException if there is none, or it cannot be read
     */
    static Scenario load(String nameOrPath) throws IOException {
        Properties keys = new Properties();
        try (Reader reader = open(nameOrPath)) {
            keys.load(reader);
        }
        try {
            return Scenario.parse(keys);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(nameOrPath + ": " + e.getMessage(), e);
        }
    }

    private static Reader open(String nameOrPath) throws IOException {
        if (names().contains(nameOrPath)) {
            InputStream in = Shipped.class.getResourceAsStream(nameOrPath + ".properties");
            if (in == null) {
                throw new IOException("scenario " + nameOrPath + " is missing");
            }
            return new InputStreamReader(in, StandardCharsets.UTF_8);
        }
        Path file = Path.of(nameOrPath);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    nameOrPath + " is neither a file nor one of: " + String.join(", ", names()));
        }
        return Files.newBufferedReader(file);
    }
}
