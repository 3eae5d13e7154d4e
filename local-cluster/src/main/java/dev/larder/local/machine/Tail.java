package dev.larder.local.machine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The end of a log file, for error messages. */
public final class Tail {
    private static final int BYTES = 16 * 1024;

    private Tail() {}

    /** The last {@code lines} lines of at most the last 16 KiB; empty when the file cannot be read. */
    public static String of(Path file, int lines) {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - BYTES);
            var end = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(end);
            return last(new String(end, StandardCharsets.UTF_8), lines);
        } catch (IOException unreadable) {
            return "";
        }
    }

    static String last(String text, int lines) {
        var all = text.strip().lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }
}
