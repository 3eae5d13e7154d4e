package dev.larder.cache.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A disk that knows what a power cut may take: pages written since the last force, in any combination and torn at
 * sectors; the length of a file; names that were not synced. What was forced stays, and so do deletions.
 */
final class PowerCutDisk implements Disk {

    private static final int SECTOR = 512;

    private final Disk disk = new LocalDisk();
    private final Map<Path, CutFile> files = new TreeMap<>();
    private final Set<Path> unsyncedNames = new HashSet<>();

    /** The files as the disk might hold them if the power went now. No operation may be under way. */
    synchronized void cut(Path from, Path to, SplittableRandom random) throws IOException {
        Files.createDirectories(to.resolve("segments"));
        Files.copy(from.resolve("VERSION"), to.resolve("VERSION"));
        for (Path segment : StoreCopy.segments(from)) {
            if (unsyncedNames.contains(segment) && random.nextBoolean()) {
                continue;
            }
            Path copy = to.resolve("segments").resolve(segment.getFileName());
            Files.copy(segment, copy);
            CutFile file = files.get(segment);
            if (file != null) {
                file.tear(copy, random);
            }
        }
    }

    @Override
    public synchronized DiskFile open(Path path, boolean create) throws IOException {
        CutFile file = new CutFile(disk.open(path, create), create ? 0 : Files.size(path));
        CutFile before = files.put(path, file);
        if (before != null) {
            file.inherit(before);
        }
        if (create) {
            unsyncedNames.add(path);
        }
        return file;
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
        CutFile moved = files.remove(from);
        if (moved != null) {
            files.put(to, moved);
        }
        unsyncedNames.add(to);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        disk.delete(path);
        files.remove(path);
        unsyncedNames.remove(path);
    }

    @Override
    public synchronized void syncDirectory(Path directory) {
        unsyncedNames.removeIf(path -> path.startsWith(directory));
    }

    @Override
    public Punch punch(Path path, long position, long length) {
        return Punch.IMPOSSIBLE;
    }

    @Override
    public long usableBytes(Path directory) {
        return Long.MAX_VALUE;
    }

    /** One open file, with what the pages held that were written since the last force. */
    private static final class CutFile implements DiskFile {

        private final DiskFile file;
        private final Map<Long, byte[]> before = new TreeMap<>();
        private long durableSize;

        CutFile(DiskFile file, long durableSize) {
            this.file = file;
            this.durableSize = durableSize;
        }

        synchronized void inherit(CutFile other) {
            before.putAll(other.before);
            durableSize = other.durableSize;
        }

        synchronized void tear(Path copy, SplittableRandom random) throws IOException {
            try (RandomAccessFile torn = new RandomAccessFile(copy.toFile(), "rw")) {
                for (Map.Entry<Long, byte[]> page : before.entrySet()) {
                    int fate = random.nextInt(3);
                    for (int sector = 0; sector < Layout.PAGE; sector += SECTOR) {
                        if (fate == 0 || (fate == 1 && random.nextBoolean())) {
                            long at = page.getKey() + sector;
                            torn.seek(at);
                            torn.write(page.getValue(), sector, (int) Math.clamp(torn.length() - at, 0, SECTOR));
                        }
                    }
                }
                if (torn.length() > durableSize && random.nextBoolean()) {
                    torn.setLength(random.nextLong(durableSize, torn.length() + 1));
                }
            }
        }

        private void remember(long from, long to) throws IOException {
            for (long page = from / Layout.PAGE * Layout.PAGE; page < to; page += Layout.PAGE) {
                if (!before.containsKey(page)) {
                    ByteBuffer bytes = ByteBuffer.allocate(Layout.PAGE);
                    boolean whole = file.readFully(bytes, page);
                    before.put(page, bytes.array());
                    assert whole || page + Layout.PAGE > file.size();
                }
            }
        }

        @Override
        public FileChannel channel() {
            return file.channel();
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            remember(position, position + source.remaining());
            return file.write(source, position);
        }

        @Override
        public synchronized long write(ByteBuffer[] sources, long position) throws IOException {
            long past = position;
            for (ByteBuffer source : sources) {
                past += source.remaining();
            }
            remember(position, past);
            return file.write(sources, position);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public boolean resident(long position, int length) {
            return file.resident(position, length);
        }

        @Override
        public synchronized void force() throws IOException {
            before.clear();
            durableSize = file.size();
        }

        @Override
        public synchronized void truncate(long size) throws IOException {
            remember(size, file.size());
            durableSize = Math.min(durableSize, size);
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
