package dev.larder.cache.peer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How fast this machine's network card is, by what Linux says. A pod that is not in its node's network sees a virtual card
 * only, which claims a speed that means nothing: then it is unknown.
 */
public final class NicSpeed {

    private static final Path CLASS = Path.of("/sys/class/net");
    private static final long BYTES_PER_MEGABIT = 125_000;

    private NicSpeed() {}

    /** Bytes per second of the fastest card; 0 if unknown. */
    public static long read() {
        return read(CLASS);
    }

    static long read(Path directory) {
        long fastest = 0;
        try (DirectoryStream<Path> cards = Files.newDirectoryStream(directory)) {
            for (Path card : cards) {
                // Only what has a device is a card.
                if (Files.exists(card.resolve("device"))) {
                    fastest = Math.max(fastest, megabits(card.resolve("speed")) * BYTES_PER_MEGABIT);
                }
            }
        } catch (IOException unknown) {
            return 0;
        }
        return fastest;
    }

    /** A card that is down, or has no speed, has -1, or cannot be read. */
    private static long megabits(Path file) {
        try {
            return Math.max(0, Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }
}
