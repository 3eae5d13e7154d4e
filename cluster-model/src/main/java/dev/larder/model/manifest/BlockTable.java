package dev.larder.model.manifest;

import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.Mix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/** Where the blocks of a manifest are, and their bytes. */
final class BlockTable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int MAX_HEADER = 8 + 2 + 400 + 1 + 63;

    private final MemorySegment segment;
    private final String account;
    private final String container;
    private final long dataStart;
    private final long indexOffset;
    private final long count;
    private final long entries;
    private final long totalBytes;

    private BlockTable(MemorySegment segment) {
        this.segment = segment;
        if (segment.byteSize() < 8 + Format.TRAILER) {
            throw new ManifestException("only " + segment.byteSize() + " bytes");
        }
        byte[] head = bytes(0, (int) Math.min(segment.byteSize() - Format.TRAILER, MAX_HEADER));
        ByteSource header = new ByteSource().reset(head, 0, head.length);
        byte[] tail = bytes(segment.byteSize() - Format.TRAILER, Format.TRAILER);
        ByteSource trailer = new ByteSource().reset(tail, 0, tail.length);
        if (header.u8() != Format.MAGIC) {
            throw new ManifestException("does not begin like a manifest");
        }
        this.account = header.text();
        this.container = header.text();
        this.dataStart = header.position();
        this.indexOffset = trailer.u8();
        this.count = trailer.u8();
        this.entries = trailer.u8();
        this.totalBytes = trailer.u8();
        trailer.u4();
        if (trailer.u8() != Format.MAGIC) {
            throw new ManifestException("does not end like a manifest; it may be cut off");
        }
        long indexEnd = segment.byteSize() - Format.TRAILER;
        if (indexOffset < dataStart
                || indexOffset > indexEnd
                || count != (indexEnd - indexOffset) / Format.INDEX_ENTRY
                || (indexEnd - indexOffset) % Format.INDEX_ENTRY != 0
                || entries < count
                || entries > count * Format.BLOCK_ENTRIES
                || totalBytes < 0) {
            throw new ManifestException("its trailer contradicts itself");
        }
        try {
            BlobRef.requireAccount(account);
            BlobRef.requireContainer(container);
        } catch (IllegalArgumentException e) {
            throw new ManifestException("blobs of a place that cannot be: " + e.getMessage(), e);
        }
    }

    static BlockTable open(MemorySegment segment) {
        return new BlockTable(segment);
    }

    String account() {
        return account;
    }

    String container() {
        return container;
    }

    long count() {
        return count;
    }

    long entries() {
        return entries;
    }

    long totalBytes() {
        return totalBytes;
    }

    long manifestBytes() {
        return segment.byteSize();
    }

    ManifestId digest() {
        MessageDigest digest = Mix.newSha256();
        byte[] buffer = new byte[64 << 10];
        for (long at = 0; at < segment.byteSize(); at += buffer.length) {
            int length = (int) Math.min(buffer.length, segment.byteSize() - at);
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, at, buffer, 0, length);
            digest.update(buffer, 0, length);
        }
        return ManifestId.of(digest.digest());
    }

    /** The checksum of index and trailer. */
    boolean indexIntact() {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        long end = segment.byteSize() - 12;
        byte[] buffer = new byte[64 << 10];
        for (long at = indexOffset; at < end; at += buffer.length) {
            int length = (int) Math.min(buffer.length, end - at);
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, at, buffer, 0, length);
            crc.update(buffer, 0, length);
        }
        return segment.get(INT, end) == (int) crc.getValue();
    }

    long firstOrdinal(long block) {
        long first = segment.get(LONG, indexOffset + block * Format.INDEX_ENTRY + 8);
        if (first < block || first >= entries || (block == 0 && first != 0)) {
            throw new ManifestException("block " + block + " begins at entry " + first + " of " + entries);
        }
        return first;
    }

    /** The block with that entry. */
    long holding(long ordinal) {
        if (ordinal < 0 || ordinal >= entries) {
            throw new IndexOutOfBoundsException("entry " + ordinal + " of " + entries);
        }
        long low = 0;
        long high = count - 1;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (firstOrdinal(middle) <= ordinal) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        long end = low + 1 < count ? firstOrdinal(low + 1) : entries;
        if (ordinal < firstOrdinal(low) || ordinal >= end || end - firstOrdinal(low) > Format.BLOCK_ENTRIES) {
            throw new ManifestException("the index does not say where entry " + ordinal + " is");
        }
        return low;
    }

    Block read(long block) {
        long from = offset(block);
        long length = end(block) - from;
        if (length > Format.MAX_BLOCK) {
            throw new ManifestException("block " + block + " has " + length + " bytes");
        }
        long next = block + 1 < count ? firstOrdinal(block + 1) : entries;
        return new Block(bytes(from, (int) length), (int) length, next - firstOrdinal(block));
    }

    /** The last block whose first path is not after {@code path}; -1 if all begin after it. */
    long lastStartingAtOrBefore(byte[] path) {
        long low = 0;
        long high = count - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(firstPath(middle), path) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private byte[] firstPath(long block) {
        long from = offset(block);
        long length = end(block) - from;
        long walk = length < Format.BLOCK_HEADER ? -1 : segment.get(INT, from + 2) & 0xffffffffL;
        long text = from + Format.BLOCK_HEADER + walk;
        if (walk < 0 || text > from + length - Format.BLOCK_CRC) {
            throw new ManifestException("block " + block + " is shorter than it says");
        }
        byte[] start = bytes(text, (int) Math.min(8, from + length - text));
        ByteSource in = new ByteSource().reset(start, 0, start.length);
        in.length(0);
        int size = in.length((int) Math.min(Format.MAX_BLOCK, from + length - text - in.position()));
        if (in.position() + size > from + length - text) {
            throw new ManifestException("block " + block + " has a path longer than itself");
        }
        return bytes(text + in.position(), size);
    }

    private long offset(long block) {
        long offset = segment.get(LONG, indexOffset + block * Format.INDEX_ENTRY);
        if (offset < dataStart || offset > indexOffset) {
            throw new ManifestException("block " + block + " is at " + offset);
        }
        return offset;
    }

    private long end(long block) {
        long end = block + 1 < count ? offset(block + 1) : indexOffset;
        if (end < offset(block)) {
            throw new ManifestException("block " + block + " ends before it begins");
        }
        return end;
    }

    private byte[] bytes(long from, int length) {
        byte[] copy = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, from, copy, 0, length);
        return copy;
    }
}
