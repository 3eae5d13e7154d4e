package dev.larder.model.manifest;

import java.util.zip.CRC32C;

/** One block, copied out of the manifest and checked. */
final class Block {
    private final byte[] bytes;
    private final int walkEnd;
    private final int textEnd;
    private final int count;

    /** @param bytes exactly the block */
    Block(byte[] bytes, int length, long expectedCount) {
        this.bytes = bytes;
        ByteSource in = new ByteSource().reset(bytes, 0, length);
        this.count = in.u2();
        long walk = in.u4() & 0xffffffffL;
        long text = in.u4() & 0xffffffffL;
        if (Format.BLOCK_HEADER + walk + text + Format.BLOCK_CRC != length) {
            throw new ManifestException("a block of " + length + " bytes says " + walk + " and " + text);
        }
        if (count != expectedCount || count == 0) {
            throw new ManifestException("a block has " + count + " entries where the index says " + expectedCount);
        }
        this.walkEnd = (int) (Format.BLOCK_HEADER + walk);
        this.textEnd = (int) (walkEnd + text);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, textEnd);
        in.reset(bytes, textEnd, length);
        if (in.u4() != (int) crc.getValue()) {
            throw new ManifestException("a block's checksum does not match");
        }
    }

    int count() {
        return count;
    }

    ByteSource walk() {
        return new ByteSource().reset(bytes, Format.BLOCK_HEADER, walkEnd);
    }

    EntryReader entries() {
        EntryReader reader = new EntryReader();
        reader.reset(bytes, walkEnd, textEnd);
        return reader;
    }
}
