package dev.larder.cache.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The operating system's files. */
final class LocalDisk implements Disk {

    /** Linking takes milliseconds, and holds for the life of the process. */
    private static final @Nullable HolePunch HOLES = HolePunch.find();

    private static final @Nullable PageCache PAGES = PageCache.find();

    /**
     * How much of the page cache may be one piece: as chunks are written, and the most that there is. The less the better for
     * what is beside.
     */
    private static final int[] PIECES = {Portions.BYTES, 2 << 20};

    private static final int ATTEMPTS = 12;
    private static final long PAUSE_NANOS = 500_000;

    /** Of pages that this made the kernel drop, which it does not count; only whether it changes matters. */
    private final AtomicLong released = new AtomicLong();

    private final RecentlySeen seen = new RecentlySeen(System::nanoTime, this::dropped);
    private final Map<Path, Boolean> inMemory = new ConcurrentHashMap<>();
    private final AtomicInteger files = new AtomicInteger();

    @Override
    public DiskFile open(Path path, boolean create) throws IOException {
        Residency residency = PAGES == null ? null : new Residency(PAGES, seen, files.getAndIncrement(), path);
        return LocalFile.open(path, create, residency);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, ATOMIC_MOVE);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(directory, READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private long dropped() {
        long counted = DroppedPages.OF_LINUX.getAsLong();
        return counted < 0 ? counted : counted + released.get();
    }

    /**
     * A hole in what is in memory may be made by writing zeros over it, also over what sockets still have to send: with ext4 and
     * pieces of many pages a client got zeros for all of a MiB that had been handed to its socket before (`PunchTest`). So
     * pages have to leave memory first, which the kernel refuses while anybody uses them.
     */
    @Override
    public Punch punch(Path path, long position, long length) {
        if (HOLES == null || PAGES == null) {
            return Punch.IMPOSSIBLE;
        }
        boolean wholePagesGo = isInMemory(path);
        for (int attempt = 0; !wholePagesGo && PAGES.holdsAny(path, position, length); attempt++) {
            if (attempt == ATTEMPTS) {
                return Files.exists(path) ? Punch.IN_FLIGHT : Punch.IMPOSSIBLE;
            }
            if (attempt >= PIECES.length) {
                // The kernel itself looks at pages now and then, and lets go of them at once.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            PAGES.release(path, position, length, PIECES[Math.min(attempt, PIECES.length - 1)]);
            released.incrementAndGet();
        }
        return HOLES.punch(path, position, length) ? Punch.DONE : Punch.IMPOSSIBLE;
    }

    /** What lies in a tmpfs leaves memory in single pages, which are not written over, and in no other way. */
    private boolean isInMemory(Path path) {
        return inMemory.computeIfAbsent(path.toAbsolutePath().getParent(), directory -> {
            try {
                return Files.getFileStore(directory).type().equals("tmpfs");
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        // Asked before each chunk: finding the file store first would read the table of mounts.
        long usable = directory.toFile().getUsableSpace();
        // It says 0 for an error too, which the slow way tells from a full file system.
        return usable > 0 ? usable : Files.getFileStore(directory).getUsableSpace();
    }
}
