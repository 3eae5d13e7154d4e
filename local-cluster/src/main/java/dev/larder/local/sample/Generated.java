package dev.larder.local.sample;

import java.io.InputStream;
import java.util.Objects;
import java.util.SplittableRandom;

/** Bytes that look random and are the same for the same seed. */
final class Generated extends InputStream {
    private final SplittableRandom random;
    private final byte[] block = new byte[16 * 1024];
    private int next = block.length;
    private long left;

    private Generated(long seed, long size) {
        this.random = new SplittableRandom(seed);
        this.left = size;
    }

    static Leaf leaf(String path, long size) {
        long seed = path.chars().asLongStream().reduce(size, (sum, letter) -> 31 * sum + letter);
        return new Leaf(path, size, () -> new Generated(seed, size));
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        if (next == block.length) {
            random.nextBytes(block);
            next = 0;
        }
        int count = (int) Math.min(left, Math.min(length, block.length - next));
        System.arraycopy(block, next, into, offset, count);
        next += count;
        left -= count;
        return count;
    }
}
