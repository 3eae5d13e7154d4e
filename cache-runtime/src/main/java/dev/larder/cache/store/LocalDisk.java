package dev.larder.cache.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The operating system's files. */
final class LocalDisk implements Disk {

    /** Linking takes milliseconds, and holds for the life of the process. */
    private static final @Nullable HolePunch HOLES = HolePunch.find();

    private static final @Nullable PageCache PAGES = PageCache.find();

    private final RecentlySeen seen = new RecentlySeen(System::nanoTime, DroppedPages.OF_LINUX);
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

    @Override
    public boolean punch(Path path, long position, long length) {
        return HOLES != null && HOLES.punch(path, position, length);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        // Asked before each chunk: finding the file store first would read the table of mounts.
        long usable = directory.toFile().getUsableSpace();
        // It says 0 for an error too, which the slow way tells from a full file system.
        return usable > 0 ? usable : Files.getFileStore(directory).getUsableSpace();
    }
}
