package dev.larder.local.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A lock between processes, and between threads of one. It is given back when its holder dies. */
public final class LockFile implements AutoCloseable {
    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param waiting told once when someone else holds it
     * @throws MachineException when the lock is not to be had within {@code limit}
     */
    public static LockFile take(Path file, Duration limit, Runnable waiting) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean taken = false;
            try {
                if (!tryLock(channel)) {
                    waiting.run();
                    Wait.until(
                            limit,
                            () -> tryLock(channel),
                            () -> "another process has held %s for %d s".formatted(file, limit.toSeconds()));
                }
                taken = true;
                return new LockFile(channel);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    private static boolean tryLock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException otherThread) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
