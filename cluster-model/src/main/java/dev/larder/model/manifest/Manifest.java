package dev.larder.model.manifest;

import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.BlobRef;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A manifest in place: a lookup reads one block (about 64 entries), never the whole. Immutable and thread-safe as long as
 * the segment is shared and does not change. Entries are numbered from 0 in the order of their paths.
 *
 * <p>Every method may throw {@link ManifestException} when what it reads is not intact; no other exception comes of
 * damaged bytes. Blocks are checked by checksum when read; {@link #verify} checks everything against the id.
 */
public final class Manifest {
    private final BlockTable blocks;

    private Manifest(BlockTable blocks) {
        this.blocks = blocks;
    }

    /** Reads the trailer only. */
    public static Manifest open(MemorySegment segment) {
        return new Manifest(BlockTable.open(segment));
    }

    /** The SHA-256 of the bytes; reads all of them. */
    public ManifestId digest() {
        return blocks.digest();
    }

    /**
     * Reads everything: the bytes hash to {@code expected}, and every entry decodes, in order.
     *
     * @throws ManifestException if not
     */
    public void verify(ManifestId expected) {
        ManifestId actual = digest();
        if (!actual.equals(expected)) {
            throw new ManifestException("has the SHA-256 " + actual + ", not " + expected);
        }
        FullCheck.run(this, blocks);
    }

    /** Storage account of all blobs. */
    public String account() {
        return blocks.account();
    }

    /** Container of all blobs. */
    public String container() {
        return blocks.container();
    }

    /** Number of entries. */
    public long size() {
        return blocks.entries();
    }

    /** Sum of the blobs' sizes. */
    public long totalBytes() {
        return blocks.totalBytes();
    }

    /** Size of the manifest itself. */
    public long manifestBytes() {
        return blocks.manifestBytes();
    }

    /** @throws IndexOutOfBoundsException if there is no entry of that number */
    public ManifestEntry entry(long ordinal) {
        long block = blocks.holding(ordinal);
        Block read = blocks.read(block);
        int skip = (int) (ordinal - blocks.firstOrdinal(block));
        ByteSource walk = read.walk();
        EntryReader entries = read.entries();
        long size = 0;
        for (int i = 0; i <= skip; i++) {
            walk.skip(16);
            size = walk.varint();
            entries.next();
        }
        return entries.entry(size);
    }

    /** The hash of a blob; decodes no text. */
    public BlobHash hash(long ordinal) {
        ByteSource walk = walkTo(ordinal);
        return new BlobHash(walk.u8(), walk.u8());
    }

    /** The size of a blob in bytes; decodes no text. */
    public long blobSize(long ordinal) {
        ByteSource walk = walkTo(ordinal);
        walk.skip(16);
        return size(walk);
    }

    private ByteSource walkTo(long ordinal) {
        long block = blocks.holding(ordinal);
        ByteSource walk = blocks.read(block).walk();
        for (long i = blocks.firstOrdinal(block); i < ordinal; i++) {
            walk.skip(16);
            walk.varint();
        }
        return walk;
    }

    /** Number of the entry with that path, or -1. */
    public long find(String path) {
        long at = ceiling(path);
        return at < size() && entry(at).path().equals(path) ? at : -1;
    }

    /** Number of the first entry whose path is not before {@code text}; {@link #size()} if there is none. */
    public long ceiling(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        long block = blocks.lastStartingAtOrBefore(utf8);
        if (block < 0) {
            return 0;
        }
        Block read = blocks.read(block);
        EntryReader entries = read.entries();
        for (int i = 0; i < read.count(); i++) {
            entries.next();
            if (entries.comparePath(utf8) >= 0) {
                return blocks.firstOrdinal(block) + i;
            }
        }
        return blocks.firstOrdinal(block) + read.count();
    }

    /** The entries from number {@code first} on, in order, decoded block by block. */
    public Iterator<ManifestEntry> from(long first) {
        if (first < 0 || first > size()) {
            throw new IndexOutOfBoundsException("entry " + first + " of " + size());
        }
        return new Entries(blocks, first);
    }

    /** Calls the visitor for every blob in order, decoding no text and allocating per block only. */
    public void walk(Visitor visitor) {
        for (long block = 0; block < blocks.count(); block++) {
            Block read = blocks.read(block);
            ByteSource walk = read.walk();
            long ordinal = blocks.firstOrdinal(block);
            for (int i = 0; i < read.count(); i++) {
                visitor.blob(ordinal + i, walk.u8(), walk.u8(), size(walk));
            }
        }
    }

    static long size(ByteSource walk) {
        long size = walk.varint();
        if (size < 0) {
            throw new ManifestException("a blob's size is negative");
        }
        return size;
    }

    /** The blob at an entry. */
    public BlobRef blob(ManifestEntry entry) {
        return new BlobRef(account(), container(), entry.path());
    }

    /** Sees every blob of a manifest. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param hashHigh with {@code hashLow}, the {@link BlobHash}
         * @param size bytes
         */
        void blob(long ordinal, long hashHigh, long hashLow, long size);
    }

    private static final class Entries implements Iterator<ManifestEntry> {
        private final BlockTable blocks;
        private long next;
        private long blockEnd;
        private ByteSource walk = new ByteSource();
        private EntryReader entries = new EntryReader();

        Entries(BlockTable blocks, long first) {
            this.blocks = blocks;
            this.next = first;
            if (first < blocks.entries()) {
                long block = blocks.holding(first);
                open(block);
                for (long i = blocks.firstOrdinal(block); i < first; i++) {
                    walk.skip(16);
                    walk.varint();
                    entries.next();
                }
            }
        }

        private void open(long block) {
            Block read = blocks.read(block);
            blockEnd = blocks.firstOrdinal(block) + read.count();
            walk = read.walk();
            entries = read.entries();
        }

        @Override
        public boolean hasNext() {
            return next < blocks.entries();
        }

        @Override
        public ManifestEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (next == blockEnd) {
                open(blocks.holding(next));
            }
            walk.skip(16);
            entries.next();
            next++;
            return entries.entry(size(walk));
        }
    }
}
