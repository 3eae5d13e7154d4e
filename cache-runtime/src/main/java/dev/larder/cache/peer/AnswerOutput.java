package dev.larder.cache.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.util.concurrent.atomic.LongAdder;

/** What goes to the asker of one answer, and how fast it may. Runs on the connection's event loop. */
final class AnswerOutput {

    private final ChannelHandlerContext ctx;
    private final Uploads.Upload upload;
    private final LongAdder bytesSent;
    private final AnswerPulse pulse;
    private final PacedSending pace;

    /**
     * @param bytesSent counts what the socket has taken
     * @param quiet as {@link AnswerPulse} has it
     * @param goOn there is budget again
     */
    AnswerOutput(
            ChannelHandlerContext ctx,
            PeerServer.Means means,
            boolean warmUp,
            Uploads.Upload upload,
            LongAdder bytesSent,
            Runnable quiet,
            Runnable goOn) {
        this.ctx = ctx;
        this.upload = upload;
        this.bytesSent = bytesSent;
        this.pulse = new AnswerPulse(ctx, means.limits(), quiet);
        this.pace = new PacedSending(ctx, means.links(), warmUp, goOn);
    }

    void begin() {
        pulse.begin();
    }

    /** As {@link PacedSending#allowed}. */
    int allowed(int wanted) {
        return pace.allowed(wanted);
    }

    /** Part of a frame that is not a chunk's bytes; goes out with what follows. */
    void frame(ByteBuf frame) {
        ctx.write(new DefaultHttpContent(frame));
    }

    /** Bytes of a chunk. They count once the socket has them: an asker who goes away leaves much of a large piece behind. */
    void bytes(Object piece, int count) {
        upload.flows();
        pulse.sent(ctx.writeAndFlush(piece).addListener(written -> {
            if (written.isSuccess()) {
                bytesSent.add(count);
            } else if (piece instanceof FileRegion region) {
                bytesSent.add(region.transferred());
            }
        }));
    }

    void flush() {
        ctx.flush();
    }

    ChannelHandlerContext ctx() {
        return ctx;
    }

    void rests() {
        upload.rests();
    }

    void end() {
        upload.rests();
        pulse.end();
    }
}
