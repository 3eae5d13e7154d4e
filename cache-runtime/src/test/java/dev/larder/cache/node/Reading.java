package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.store.StoredChunk;
import dev.larder.model.manifest.ManifestEntry;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads blobs through a node as the blob endpoint does, but waiting. */
final class Reading {

    /** A read that did not succeed. */
    static final class Failed extends IOException {
        private static final long serialVersionUID = 1;

        final transient FillFailure why;

        Failed(FillFailure why) {
            super(why.toString());
            this.why = why;
        }
    }

    private Reading() {}

    /** Reads a blob whole and compares it as it comes, so that many can read at once. */
    static void blob(CacheNode node, DatasetRevision revision, String path, byte[] expected) throws IOException {
        long ordinal = revision.manifest().find(path);
        assertThat(ordinal).as(path).isNotNegative();
        ManifestEntry entry = revision.manifest().entry(ordinal);
        assertThat(entry.size()).isEqualTo(expected.length);
        long chunks = revision.geometry().chunkCount(entry.size());
        for (long chunk = 0; chunk < chunks; chunk++) {
            ChunkRef ref = new ChunkRef(revision, ordinal, entry, chunk);
            byte[] bytes = chunk(node, ref, null);
            int from = (int) ref.offset();
            if (!Arrays.equals(bytes, 0, bytes.length, expected, from, from + bytes.length)) {
                throw new AssertionError("chunk " + chunk + " of " + path + " has wrong bytes");
            }
        }
    }

    /** @param first told when the first byte is there and how many of the chunk are available then */
    static byte[] chunk(CacheNode node, ChunkRef ref, java.util.function.@Nullable IntConsumer first)
            throws IOException {
        ReadOutcome outcome = node.reads().open(ref, Demand.FOREGROUND).join();
        return switch (outcome) {
            case ReadOutcome.Hit hit -> stored(hit.chunk());
            case ReadOutcome.Filling filling -> arriving(filling.fill(), first);
            case ReadOutcome.Unavailable unavailable -> throw new Failed(unavailable.why());
        };
    }

    private static byte[] stored(StoredChunk chunk) throws IOException {
        try (chunk) {
            ByteBuffer bytes = ByteBuffer.allocate(chunk.length());
            while (bytes.hasRemaining()) {
                assertThat(chunk.channel().read(bytes, chunk.position() + bytes.position()))
                        .isPositive();
            }
            return bytes.array();
        }
    }

    private static byte[] arriving(FillReader fill, java.util.function.@Nullable IntConsumer first) throws IOException {
        try (fill) {
            byte[] bytes = new byte[fill.length()];
            int position = 0;
            Semaphore more = new Semaphore(0);
            while (position < bytes.length) {
                int available = fill.available();
                if (available > position) {
                    if (position == 0 && first != null) {
                        first.accept(available);
                    }
                    ByteBuf part = fill.read(position, available - position);
                    part.readBytes(bytes, position, available - position);
                    part.release();
                    position = available;
                    continue;
                }
                FillFailure failure = fill.failure();
                if (failure != null) {
                    throw new Failed(failure);
                }
                fill.onProgress(available, more::release);
                if (!more.tryAcquire(30, TimeUnit.SECONDS)) {
                    throw new IOException("no progress of chunk in 30 s");
                }
            }
            return bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
