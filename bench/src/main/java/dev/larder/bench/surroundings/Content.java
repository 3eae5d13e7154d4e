package dev.larder.bench.surroundings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes of a blob that follow from its path, so that whoever reads a piece can tell whether it is the right one without
 * having a copy. Blobs have a multiple of 8 bytes.
 */
public record Content(long seed) {
    private static final int BUFFER = 1 << 20;

    public static Content of(String path) {
        return new Content(mixed(path.hashCode() * 0x9e3779b97f4a7c15L + path.length()));
    }

    /** The eight bytes at a multiple of 8, big-endian. */
    public long word(long offset) {
        return mixed(seed + offset);
    }

    public byte at(long offset) {
        return (byte) (word(offset & ~7) >>> (56 - 8 * (offset & 7)));
    }

    public void write(Path file, long size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.BIG_ENDIAN);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long from = 0; from < size; from += buffer.capacity()) {
                buffer.clear();
                for (long at = from; at < Math.min(size, from + buffer.capacity()); at += 8) {
                    buffer.putLong(word(at));
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
    }

    private static long mixed(long x) {
        long y = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
        y = (y ^ y >>> 27) * 0x94d049bb133111ebL;
        return y ^ y >>> 31;
    }
}
