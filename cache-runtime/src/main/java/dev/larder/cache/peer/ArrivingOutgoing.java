package dev.larder.cache.peer;

import dev.larder.cache.fetch.RunSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.FillReader;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import org.jspecify.annotations.Nullable;

/** A chunk that is arriving here: a frame for each block, as soon as it is whole. */
final class ArrivingOutgoing implements OutgoingChunk {

    private final FillReader reader;
    private final AnswerOutput out;
    private final Runnable news;
    private int sent;
    /** What is left of a block whose head was sent. */
    private @Nullable ByteBuf block;

    /**
     * @param reader this one's from now on
     * @param news it is worth trying again
     */
    ArrivingOutgoing(FillReader reader, AnswerOutput out, Runnable news) {
        this.reader = reader;
        this.out = out;
        this.news = news;
    }

    @Override
    public Step send() {
        ByteBuf begun = block;
        if (begun != null) {
            return sendRest(begun);
        }
        if (sent == 0 && reader.isStored()) {
            // It goes out without being copied, once it is in memory.
            return Turn.AGAIN;
        }
        int count = Math.min(RunSink.BLOCK, reader.length() - sent);
        int available = reader.available();
        if (available - sent < count) {
            FillFailure failure = reader.failure();
            if (failure != null) {
                return new Failed(failure);
            }
            reader.onProgress(available, () -> out.ctx().executor().execute(news));
            return Turn.WAIT;
        }
        ByteBuf bytes;
        try {
            bytes = reader.read(sent, count);
        } catch (IllegalStateException gone) {
            return new Failed(new FillFailure(Reason.CORRUPT, String.valueOf(gone.getMessage())));
        }
        int crc32c = reader.blockCrc32c(sent);
        out.frame(Frames.head(out.ctx().alloc(), Frames.BLOCK, reader.chunk(), sent, crc32c));
        block = bytes;
        return sendRest(bytes);
    }

    private Step sendRest(ByteBuf bytes) {
        int part = out.allowed(bytes.readableBytes());
        if (part == 0) {
            out.flush();
            return Turn.WAIT;
        }
        out.bytes(new DefaultHttpContent(bytes.readRetainedSlice(part)), part);
        sent += part;
        if (bytes.isReadable()) {
            return Turn.MORE;
        }
        bytes.release();
        block = null;
        return sent == reader.length() ? Turn.DONE : Turn.MORE;
    }

    @Override
    public boolean isWithinFrame() {
        return block != null;
    }

    @Override
    public void close() {
        ByteBuf begun = block;
        block = null;
        if (begun != null) {
            begun.release();
        }
        reader.close();
    }
}
