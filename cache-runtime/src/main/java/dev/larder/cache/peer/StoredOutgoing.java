package dev.larder.cache.peer;

import dev.larder.cache.read.ChunkRegion;
import dev.larder.cache.read.ColdReads;
import dev.larder.cache.read.PinnedChunk;
import dev.larder.cache.read.WarmBytes;
import dev.larder.cache.store.BlockSums;
import dev.larder.cache.store.StoredChunk;
import org.jspecify.annotations.Nullable;

/** A chunk that lies on the disk: one frame, whose bytes go out without being copied. */
final class StoredOutgoing implements OutgoingChunk {

    private final PinnedChunk chunk;
    private final WarmBytes warm;
    private final AnswerOutput out;
    private final boolean summed;
    private int sent;

    /**
     * @param chunk this one's from now on
     * @param summed the asker understands {@link Frames#SUMMED}
     * @param news it is worth trying again
     */
    StoredOutgoing(StoredChunk chunk, ColdReads cold, AnswerOutput out, boolean summed, Runnable news) {
        this.chunk = new PinnedChunk(chunk);
        this.warm = new WarmBytes(this.chunk, cold, out.ctx().executor(), news);
        this.out = out;
        this.summed = summed;
    }

    @Override
    public Step send() {
        int left = chunk.chunk().length() - sent;
        int sums = summed && sent == 0 ? chunk.chunk().sumsBytes() : 0;
        return switch (warm.at(sent - sums, sums + left)) {
            case READY -> send(left, sums > 0);
            case WAITING -> Turn.WAIT;
            // The store has forgotten it, so this asks for another copy; a broken disk forgets all.
            case LOST -> isWithinFrame() ? Turn.TORN : Turn.AGAIN;
        };
    }

    private Step send(int left, boolean withSums) {
        int part = out.allowed(left);
        if (part == 0) {
            return Turn.WAIT;
        }
        if (sent == 0) {
            StoredChunk stored = chunk.chunk();
            @Nullable BlockSums sums = withSums ? stored.sums() : null;
            var allocator = out.ctx().alloc();
            out.frame(
                    sums == null
                            ? Frames.head(allocator, Frames.CHUNK, stored.id(), 0, stored.crc32c())
                            : Frames.summed(allocator, stored.id(), sums));
        }
        out.bytes(new ChunkRegion(chunk, sent, part), part);
        sent += part;
        return part == left ? Turn.DONE : Turn.MORE;
    }

    @Override
    public boolean isWithinFrame() {
        return sent > 0;
    }

    @Override
    public void close() {
        warm.close();
        chunk.release();
    }
}
