package dev.larder.cache.peer;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks after an answer now and then: says when nothing was sent since the last look, and closes the connection of an
 * asker who takes nothing for too long. Runs on the connection's event loop.
 */
final class AnswerPulse {

    private final ChannelHandlerContext ctx;
    private final Duration period;
    private final Duration stall;
    private final Runnable quietly;
    private @Nullable Future<?> beat;
    private boolean quiet = true;
    private long progress = System.nanoTime();

    /** @param quietly nothing was sent since the last look, although there is room */
    AnswerPulse(ChannelHandlerContext ctx, PeerLimits limits, Runnable quietly) {
        this.ctx = ctx;
        this.period = limits.alive();
        this.stall = limits.stall();
        this.quietly = quietly;
    }

    void begin() {
        beat = ctx.executor()
                .scheduleWithFixedDelay(this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Something is on its way to the socket. */
    void sent(ChannelFuture written) {
        quiet = false;
        written.addListener(future -> {
            progress = System.nanoTime();
            if (!future.isSuccess()) {
                ctx.close();
            }
        });
    }

    private void look() {
        if (ctx.channel().isWritable()) {
            progress = System.nanoTime();
            if (quiet) {
                quietly.run();
            }
            quiet = true;
        } else if (System.nanoTime() - progress > stall.toNanos()) {
            ctx.close();
        }
    }

    void end() {
        if (beat != null) {
            beat.cancel(false);
        }
    }
}
