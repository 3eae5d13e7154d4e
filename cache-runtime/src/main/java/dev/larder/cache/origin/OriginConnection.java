package dev.larder.cache.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A connection to an origin, lent to one exchange at a time. Runs on the event loop of that exchange's client. */
public final class OriginConnection extends ChannelInboundHandlerAdapter {

    /** Who has borrowed the connection. */
    public interface Borrower {
        /** Takes over the part. */
        void received(HttpObject part);

        /** Where what is read next is to be put; null if it does not matter. Not asked where there is TLS. */
        default @Nullable ByteBuf place() {
            return null;
        }

        /** What was read is delivered; {@link #read()} asks for more. */
        void delivered();

        /** The origin takes more again. */
        void originWritable();

        void lost(@Nullable Throwable cause);
    }

    private final Channel channel;
    private final OriginPool pool;
    private @Nullable Borrower borrower;
    private boolean used;
    private long idleSince;

    OriginConnection(Channel channel, OriginPool pool) {
        this.channel = channel;
        this.pool = pool;
    }

    public void lend(Borrower to) {
        borrower = to;
    }

    /** It has served an exchange before, so the origin may be closing it just now. */
    public boolean isUsed() {
        return used;
    }

    long idleNanos() {
        return System.nanoTime() - idleSince;
    }

    boolean isActive() {
        return channel.isActive();
    }

    public boolean writable() {
        return channel.isWritable();
    }

    /** @param written runs when the message was written */
    public void write(Object message, Runnable written) {
        channel.write(message).addListener(result -> {
            if (result.isSuccess()) {
                written.run();
            }
        });
    }

    public void flush() {
        channel.flush();
    }

    public void read() {
        channel.read();
    }

    /** @param reusable the exchange is over on both sides, and the origin keeps the connection open */
    public void giveBack(boolean reusable) {
        borrower = null;
        used = true;
        idleSince = System.nanoTime();
        if (reusable && channel.isActive()) {
            // So that the origin's closing is noticed.
            channel.read();
            pool.returned(this);
        } else {
            var _ = channel.close();
        }
    }

    void close() {
        var _ = channel.close();
    }

    /** As {@link Borrower#place}. */
    @Nullable
    ByteBuf place() {
        var to = borrower;
        return to == null ? null : to.place();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var to = borrower;
        if (to != null && message instanceof HttpObject part) {
            to.received(part);
        } else {
            ReferenceCountUtil.release(message);
            var _ = ctx.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        var to = borrower;
        if (to != null) {
            to.delivered();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        var to = borrower;
        if (to != null && channel.isWritable()) {
            to.originWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose(null);
        pool.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lose(cause);
        var _ = ctx.close();
    }

    private void lose(@Nullable Throwable cause) {
        var to = borrower;
        borrower = null;
        if (to != null) {
            to.lost(cause);
        }
    }
}
