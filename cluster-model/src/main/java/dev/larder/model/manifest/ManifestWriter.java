package dev.larder.model.manifest;

import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.Mix;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a manifest to a stream, entry by entry, in memory for one block. Equal entries give equal bytes, so equal
 * Datasets have equal ids. Not thread-safe. The stream is neither buffered nor closed here.
 */
public final class ManifestWriter {
    private final OutputStream out;
    private final MessageDigest digest = Mix.newSha256();
    private final String account;
    private final String container;
    private final BlockWriter block = new BlockWriter();
    private final ByteSink index = new ByteSink();
    private final ByteSink scratch = new ByteSink();
    private @Nullable String last;
    private long written;
    private long blocks;
    private long blockStart;
    private long entries;
    private long totalBytes;
    private long largestBytes;
    private boolean finished;

    /** @param account with {@code container}, where the blobs are; part of every blob's hash */
    public ManifestWriter(OutputStream out, String account, String container) throws IOException {
        this.out = out;
        this.account = BlobRef.requireAccount(account);
        this.container = BlobRef.requireContainer(container);
        scratch.u8(Format.MAGIC);
        scratch.text(account);
        scratch.text(container);
        write(scratch);
    }

    /**
     * Appends an entry.
     *
     * @throws IllegalArgumentException if its path does not come after the last one's in
     *     {@link ManifestEntry#PATH_ORDER}
     */
    public void add(ManifestEntry entry) throws IOException {
        if (finished) {
            throw new IllegalStateException("the manifest is finished");
        }
        if (last != null && ManifestEntry.PATH_ORDER.compare(last, entry.path()) >= 0) {
            throw new IllegalArgumentException(
                    (last.equals(entry.path()) ? "listed twice: " : "out of order after " + last + ": ")
                            + entry.path());
        }
        totalBytes = Math.addExact(totalBytes, entry.size());
        largestBytes = Math.max(largestBytes, entry.size());
        last = entry.path();
        block.add(entry, BlobHash.of(account, container, entry.path(), entry.etag()));
        entries++;
        if (block.full()) {
            flush();
        }
    }

    /** Writes what is left; nothing can be added afterwards. */
    public Written finish() throws IOException {
        if (finished) {
            throw new IllegalStateException("the manifest is finished");
        }
        finished = true;
        if (!block.empty()) {
            flush();
        }
        long indexOffset = written;
        CRC32C crc = new CRC32C();
        crc.update(index.array(), 0, index.size());
        write(index);
        scratch.u8(indexOffset);
        scratch.u8(blocks);
        scratch.u8(entries);
        scratch.u8(totalBytes);
        crc.update(scratch.array(), 0, scratch.size());
        scratch.u4((int) crc.getValue());
        scratch.u8(Format.MAGIC);
        write(scratch);
        out.flush();
        return new Written(ManifestId.of(digest.digest()), entries, totalBytes, largestBytes, written);
    }

    private void flush() throws IOException {
        index.u8(written);
        index.u8(blockStart);
        block.writeTo(scratch);
        write(scratch);
        blocks++;
        blockStart = entries;
    }

    private void write(ByteSink sink) throws IOException {
        out.write(sink.array(), 0, sink.size());
        digest.update(sink.array(), 0, sink.size());
        written += sink.size();
        sink.clear();
    }

    /**
     * What was written.
     *
     * @param totalBytes sum of the blobs' sizes
     * @param largestBytes size of the largest
     * @param manifestBytes size of the manifest itself
     */
    public record Written(ManifestId id, long entries, long totalBytes, long largestBytes, long manifestBytes) {}
}
