package dev.larder.cache.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

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

    private static final List<byte[]> COUNTS = Stream.of("pgsteal_file", "pgsteal_anon", "drop_pagecache")
            .map(name -> ("\n" + name + " ").getBytes(StandardCharsets.US_ASCII))
            .toList();

    /** Negative if that cannot be told. */
    @Override
    public long getAsLong() {
        try {
            byte[] text = Files.readAllBytes(statistics);
            long sum = 0;
            for (byte[] name : COUNTS) {
                long count = after(name, text);
                if (count < 0) {
                    return -1;
                }
                sum += count;
            }
            return sum;
        } catch (IOException | SecurityException e) {
            return -1;
        }
    }

    private static long after(byte[] name, byte[] text) {
        for (int at = 0; at + name.length < text.length; at++) {
            if (text[at] == '\n' && matches(name, text, at)) {
                return number(text, at + name.length);
            }
        }
        return -1;
    }

    private static boolean matches(byte[] name, byte[] text, int at) {
        for (int i = 0; i < name.length; i++) {
            if (text[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] text, int from) {
        long number = 0;
        for (int at = from; at < text.length && text[at] >= '0' && text[at] <= '9'; at++) {
            number = 10 * number + text[at] - '0';
        }
        return number;
    }
}
