package dev.larder.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The real disk, until told otherwise: refuses operations, writes short, does not bother to sync. */
final class FaultyDisk implements Disk {

    enum Operation {
        OPEN,
        RENAME,
        DELETE,
        SYNC_DIRECTORY,
        WRITE,
        READ,
        FORCE,
        TRUNCATE,
        PUNCH
    }

    interface Fault {
        void check(Operation operation, Path path, long position) throws IOException;
    }

    private static final int PATIENCE = 1_000;

    private final Disk disk = new LocalDisk();
    private volatile Fault fault = (operation, path, position) -> {};
    private volatile int longestTransfer = Integer.MAX_VALUE;
    private volatile boolean syncing = true;
    private volatile @Nullable LongSupplier left;

    /** For tests that open many stores and cut no power. */
    static FaultyDisk withoutSync() {
        FaultyDisk disk = new FaultyDisk();
        disk.syncing = false;
        return disk;
    }

    void fault(Fault next) {
        fault = next;
    }

    void works() {
        fault = (operation, path, position) -> {};
    }

    /** What the file system says that it has left. */
    void left(LongSupplier bytes) {
        left = bytes;
    }

    /** Reads and writes move at most so many bytes at a time. */
    void longestTransfer(int bytes) {
        longestTransfer = bytes;
    }

    @Override
    public DiskFile open(Path path, boolean create) throws IOException {
        fault.check(Operation.OPEN, path, 0);
        return new FaultyFile(path, disk.open(path, create));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        fault.check(Operation.RENAME, from, 0);
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        fault.check(Operation.DELETE, path, 0);
        disk.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        fault.check(Operation.SYNC_DIRECTORY, directory, 0);
        if (syncing) {
            disk.syncDirectory(directory);
        }
    }

    @Override
    public Punch punch(Path path, long position, long length) {
        try {
            fault.check(Operation.PUNCH, path, position);
        } catch (IOException refused) {
            return Punch.IMPOSSIBLE;
        }
        Punch came = disk.punch(path, position, length);
        // Nothing of these tests is in a socket: whoever else has a page, as the kernel itself does now and then, lets
        // go of it.
        for (int tries = 0; came == Punch.IN_FLIGHT && tries < PATIENCE; tries++) {
            came = disk.punch(path, position, length);
        }
        return came;
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        LongSupplier said = left;
        return said == null ? disk.usableBytes(directory) : said.getAsLong();
    }

    private final class FaultyFile implements DiskFile {

        private final Path path;
        private final DiskFile file;

        FaultyFile(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public FileChannel channel() {
            return file.channel();
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            fault.check(Operation.WRITE, path, position);
            ByteBuffer part = source.slice(source.position(), Math.min(source.remaining(), longestTransfer));
            int written = file.write(part, position);
            source.position(source.position() + written);
            return written;
        }

        @Override
        public long write(ByteBuffer[] sources, long position) throws IOException {
            fault.check(Operation.WRITE, path, position);
            ByteBuffer[] parts = new ByteBuffer[sources.length];
            int room = longestTransfer;
            for (int i = 0; i < parts.length; i++) {
                int count = Math.min(sources[i].remaining(), room);
                parts[i] = sources[i].slice(sources[i].position(), count);
                room -= count;
            }
            long written = file.write(parts, position);
            for (int i = 0; i < parts.length; i++) {
                sources[i].position(sources[i].position() + parts[i].position());
            }
            return written;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            fault.check(Operation.READ, path, position);
            ByteBuffer part = target.slice(target.position(), Math.min(target.remaining(), longestTransfer));
            int read = file.read(part, position);
            target.position(target.position() + Math.max(0, read));
            return read;
        }

        @Override
        public boolean resident(long position, int length) {
            return file.resident(position, length);
        }

        @Override
        public void force() throws IOException {
            fault.check(Operation.FORCE, path, 0);
            if (syncing) {
                file.force();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            fault.check(Operation.TRUNCATE, path, size);
            file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
