package dev.larder.cache.peer;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/** How much one answer may hand to its socket, by the budgets of the node's links. Runs on the connection's event loop. */
final class PacedSending {

    private final ChannelHandlerContext ctx;
    private final LinkBudgets links;
    private final boolean warmUp;
    private final Runnable resume;
    /** All that may be sent for now is sent, and it goes on by itself. */
    private boolean held;

    /** @param resume goes on with the answer */
    PacedSending(ChannelHandlerContext ctx, LinkBudgets links, boolean warmUp, Runnable resume) {
        this.ctx = ctx;
        this.links = links;
        this.warmUp = warmUp;
        this.resume = resume;
    }

    /** How much of that may be sent now; if nothing, it is tried again by itself. */
    int allowed(int wanted) {
        int allowed = links.upload(wanted, warmUp);
        if (allowed == 0 && !held) {
            held = true;
            ctx.executor().schedule(this::again, links.pauseNanos(), TimeUnit.NANOSECONDS);
        }
        return allowed;
    }

    private void again() {
        held = false;
        resume.run();
    }
}
