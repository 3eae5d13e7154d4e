package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** A chunk whose id, length and bytes all follow from one number, so that any process can tell whether it is right. */
record TestChunk(long number, int length) {

    static TestChunk of(long number) {
        SplittableRandom random = new SplittableRandom(number);
        int length = random.nextInt(4) == 0
                ? random.nextInt(Layout.PAGED_FROM, 3 * Layout.PAGED_FROM)
                : random.nextInt(1, 20_000);
        // Some have more than one block.
        return new TestChunk(number, number % 30 == 7 ? BlockSums.BLOCK + length : length);
    }

    ChunkId id() {
        SplittableRandom random = new SplittableRandom(~number);
        return new ChunkId(random.nextLong(), number);
    }

    byte[] bytes() {
        byte[] bytes = new byte[length];
        new SplittableRandom(number * 31).nextBytes(bytes);
        return bytes;
    }

    int crc() {
        return crc(bytes());
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    List<ByteBuffer> pieces() {
        return pieces(bytes());
    }

    /** The bytes in pieces, some of them direct, none of which begins at its buffer's start. */
    private List<ByteBuffer> pieces(byte[] bytes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int at = 0; at < length; at += 10_000) {
            int size = Math.min(10_000, length - at);
            ByteBuffer piece =
                    at / 10_000 % 2 == 0 ? ByteBuffer.allocate(size + 7) : ByteBuffer.allocateDirect(size + 7);
            pieces.add(piece.position(3).put(bytes, at, size).flip().position(3));
        }
        return pieces;
    }

    PutOutcome putInto(ChunkStore store, String owner) {
        byte[] bytes = bytes();
        return store.put(owner, id(), crc(bytes), pieces(bytes));
    }

    /** What a reader gets; sums that are there are those of it. */
    static byte[] read(StoredChunk chunk) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(chunk.length());
        while (read.hasRemaining()) {
            if (chunk.channel().read(read, chunk.position() + read.position()) < 0) {
                throw new IOException("The file ends within the chunk");
            }
        }
        BlockSums sums = chunk.sums();
        if (sums != null && !sums.equals(BlockSums.of(List.of(read.flip())))) {
            throw new IOException("Sums are not those of the chunk");
        }
        return read.array();
    }
}
