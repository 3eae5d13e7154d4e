package dev.larder.cache.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A store's directory, held by one store at a time.
 *
 * <p>{@code LOCK} is locked against other processes. Such a lock belongs to the process and is lost when it closes any
 * channel of the file, so a second store in the same process must not even open it: that one is told off by
 * {@code HOLDER}, which names the process that holds the lock. The directory's format is in {@code VERSION}.
 */
final class StoreDirectory implements AutoCloseable {

    private static final String THIS_PROCESS = UUID.randomUUID().toString();
    private static final String VERSION_PREFIX = "larder-store ";

    private final Path holder;
    private final FileChannel channel;

    private StoreDirectory(Path holder, FileChannel channel) {
        this.holder = holder;
        this.channel = channel;
    }

    /** Takes the directory, which is made if there is none. An IOException says who has it or why it is of no use. */
    static StoreDirectory take(Path directory, Path segments, Disk disk) throws IOException {
        Files.createDirectories(directory);
        StoreDirectory taken = lock(directory);
        try {
            checkVersion(directory, segments, disk);
            Files.createDirectories(segments);
            disk.syncDirectory(directory);
            return taken;
        } catch (IOException | RuntimeException e) {
            taken.close();
            throw e;
        }
    }

    private static StoreDirectory lock(Path directory) throws IOException {
        synchronized (StoreDirectory.class) {
            Path holder = directory.resolve("HOLDER");
            if (Files.exists(holder) && Files.readString(holder, UTF_8).equals(THIS_PROCESS)) {
                throw new StoreRefusedException("The store " + directory + " is open already, in this process");
            }
            FileChannel channel = FileChannel.open(directory.resolve("LOCK"), CREATE, WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new StoreRefusedException("The store " + directory + " is in use by another process");
            }
            Files.writeString(holder, THIS_PROCESS, UTF_8);
            return new StoreDirectory(holder, channel);
        }
    }

    private static void checkVersion(Path directory, Path segments, Disk disk) throws IOException {
        Path file = directory.resolve("VERSION");
        if (!Files.exists(file)) {
            if (Files.exists(segments)) {
                throw new StoreRefusedException(file + " is missing beside existing segments. Is " + directory
                        + " a store? If so, delete its segments directory: all in it can be fetched again");
            }
            Path draft = directory.resolve("VERSION.draft");
            Files.writeString(draft, VERSION_PREFIX + Layout.FORMAT + "\n", UTF_8);
            try (FileChannel written = FileChannel.open(draft, WRITE)) {
                written.force(true);
            }
            Files.move(draft, file, ATOMIC_MOVE, REPLACE_EXISTING);
            disk.syncDirectory(directory);
            return;
        }
        String text = Files.readString(file, UTF_8).strip();
        if (!text.matches(VERSION_PREFIX + "[0-9]{1,9}")) {
            throw new StoreRefusedException(
                    file + " should say \"" + VERSION_PREFIX + Layout.FORMAT + "\" but says \"" + text + '"');
        }
        int version = Integer.parseInt(text, VERSION_PREFIX.length(), text.length(), 10);
        if (version != Layout.FORMAT) {
            throw new StoreRefusedException(
                    "The store " + directory + " has format " + version + ", but this program knows only "
                            + Layout.FORMAT + ". Run the version that wrote it, or give this one an empty directory");
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (StoreDirectory.class) {
            Files.deleteIfExists(holder);
            channel.close();
        }
    }
}
