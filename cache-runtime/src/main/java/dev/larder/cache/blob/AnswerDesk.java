package dev.larder.cache.blob;

import dev.larder.cache.read.ChunkRegion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop answers quick reads with. Answers are put together one behind the other in a buffer that is used
 * again as soon as the socket has taken it, which it does nearly always at once: its memory stays in the processor's
 * cache. A buffer that a slow client keeps waiting is left to it. Of longer answers only the heads are in the buffer.
 */
final class AnswerDesk {

    /** Longer requests are not simple. */
    private static final int INPUT_BYTES = 8 << 10;

    /** More than any head of a quick answer takes. */
    static final int HEAD_BYTES = 8 << 10;

    /** Null where heads cannot be held back. A constant, so that calling it costs a call and no more. */
    private static final @Nullable HeldHeads HEADS = HeldHeads.find();

    private static final int SMALL_BYTES = 32 << 10;
    private static final int LARGE_BYTES = QuickAnswers.LONGEST + HEAD_BYTES;

    final byte[] input = new byte[INPUT_BYTES];
    final SimpleGet request = new SimpleGet();
    final byte[] head = new byte[HEAD_BYTES];
    private final ByteBuf[] kept = new ByteBuf[2];
    private @Nullable ByteBuf out;

    /** Room for one more answer behind those that wait; sends these if it has to. */
    ByteBuf room(ChannelHandlerContext ctx, int bytes) {
        var waiting = out;
        if (waiting != null && waiting.writableBytes() >= bytes) {
            return waiting;
        }
        send(ctx);
        var taken = take(ctx, bytes);
        out = taken;
        return taken;
    }

    private ByteBuf take(ChannelHandlerContext ctx, int bytes) {
        int which = bytes <= SMALL_BYTES ? 0 : 1;
        var hot = kept[which];
        if (hot == null || hot.refCnt() > 1) {
            if (hot != null) {
                hot.release();
            }
            int capacity = which == 0 ? SMALL_BYTES : LARGE_BYTES;
            hot = ctx.alloc().directBuffer(capacity, capacity);
            kept[which] = hot;
        }
        return hot.clear().retain();
    }

    /** Bytes of a file go to the socket, behind what is in the buffer. They become the desk's. */
    void send(ChannelHandlerContext ctx, ChunkRegion bytes) {
        var waiting = out;
        if (waiting != null && waiting.isReadable()) {
            if (HEADS != null) {
                HEADS.send(ctx.channel(), waiting);
            }
            if (waiting.isReadable()) {
                var _ = ctx.write(waiting.readRetainedSlice(waiting.readableBytes()), ctx.voidPromise());
            }
        }
        var _ = ctx.writeAndFlush(bytes, ctx.voidPromise());
    }

    /** What waits goes to the socket. */
    void send(ChannelHandlerContext ctx) {
        var waiting = out;
        if (waiting != null) {
            out = null;
            if (waiting.isReadable()) {
                var _ = ctx.writeAndFlush(waiting, ctx.voidPromise());
            } else {
                waiting.release();
            }
        }
    }

    /** What waits is never sent. */
    void drop() {
        var waiting = out;
        if (waiting != null) {
            out = null;
            waiting.release();
        }
    }

    /** The event loop ends. */
    void close() {
        drop();
        for (int i = 0; i < kept.length; i++) {
            var hot = kept[i];
            if (hot != null) {
                hot.release();
                kept[i] = null;
            }
        }
    }
}
