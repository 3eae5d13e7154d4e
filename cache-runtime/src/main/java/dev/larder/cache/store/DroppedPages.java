package dev.larder.cache.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How many pages Linux has dropped from memory since it started, whoever they were cached for, in containers with a
 * limit too: of files, and of what it swaps, to which tmpfs belongs; also a count of how often somebody had all of them
 * dropped. Only whether it changes matters.
 *
 * <p>Thread-safe. Takes some tens of microseconds and no disk.
 *
 * @param statistics {@code /proc/vmstat}
 */
record DroppedPages(Path statistics) implements LongSupplier {

    static final DroppedPages OF_LINUX = new DroppedPages(Path.of("/proc/vmstat"));

    private static final List<String> COUNTS = List.of("\npgsteal_file ", "\npgsteal_anon ", "\ndrop_pagecache ");

    /** Negative if that cannot be told. */
    @Override
    public long getAsLong() {
        try {
            String text = Files.readString(statistics, StandardCharsets.US_ASCII);
            long sum = 0;
            for (String name : COUNTS) {
                int at = text.indexOf(name);
                if (at < 0) {
                    return -1;
                }
                int number = at + name.length();
                sum += Long.parseLong(text, number, text.indexOf('\n', number), 10);
            }
            return sum;
        } catch (IOException | SecurityException | NumberFormatException | IndexOutOfBoundsException e) {
            return -1;
        }
    }
}
