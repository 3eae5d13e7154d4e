package dev.larder.cache.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file whose channel comes back. An interrupt closes the {@link FileChannel} on which a thread is busy, for everybody;
 * so whoever finds it closed opens it again and repeats the operation, which is positional and therefore repeatable.
 */
final class LocalFile implements DiskFile {

    private interface Operation<T> {
        T on(FileChannel channel) throws IOException;
    }

    private final Path path;
    private final @Nullable Residency residency;
    /** Held while the channel's position matters. */
    private final Object gathering = new Object();

    private volatile FileChannel channel;
    private volatile boolean closed;

    private LocalFile(Path path, FileChannel channel, @Nullable Residency residency) {
        this.path = path;
        this.residency = residency;
        this.channel = channel;
    }

    /** @param residency null where nobody can tell what is in memory */
    static LocalFile open(Path path, boolean create, @Nullable Residency residency) throws IOException {
        FileChannel channel =
                create ? FileChannel.open(path, READ, WRITE, CREATE_NEW) : FileChannel.open(path, READ, WRITE);
        return new LocalFile(path, channel, residency);
    }

    @Override
    public FileChannel channel() {
        FileChannel current = channel;
        if (current.isOpen()) {
            return current;
        }
        try {
            return reopened();
        } catch (IOException e) {
            return current; // The reader finds it closed, which is what it is.
        }
    }

    private synchronized FileChannel reopened() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!channel.isOpen()) {
            channel = FileChannel.open(path, READ, WRITE);
        }
        return channel;
    }

    private <T> T repeatable(Operation<T> operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    FileChannel current = channel;
                    return operation.on(current.isOpen() ? current : reopened());
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (ClosedChannelException e) {
                    if (closed) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        int written = repeatable(to -> to.write(source.duplicate(), position));
        source.position(source.position() + written);
        return written;
    }

    /** Java gathers at a channel's own position only, of which nobody else makes use. */
    @Override
    public long write(ByteBuffer[] sources, long position) throws IOException {
        long written;
        synchronized (gathering) {
            // What is interrupted may have advanced its buffers.
            written = repeatable(to -> to.position(position).write(duplicates(sources)));
        }
        long left = written;
        for (ByteBuffer source : sources) {
            int taken = (int) Math.min(left, source.remaining());
            source.position(source.position() + taken);
            left -= taken;
        }
        return written;
    }

    private static ByteBuffer[] duplicates(ByteBuffer[] sources) {
        return Arrays.stream(sources).map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int read = repeatable(from -> from.read(target.duplicate(), position));
        target.position(target.position() + Math.max(0, read));
        return read;
    }

    @Override
    public boolean resident(long position, int length) {
        return residency != null && residency.of(position, length);
    }

    @Override
    public void force() throws IOException {
        repeatable(file -> {
            file.force(false);
            return file;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        synchronized (gathering) {
            repeatable(file -> file.truncate(size));
        }
    }

    @Override
    public long size() throws IOException {
        return repeatable(FileChannel::size);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (residency != null) {
            residency.close();
        }
        channel.close();
    }
}
