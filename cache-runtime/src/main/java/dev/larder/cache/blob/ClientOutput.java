package dev.larder.cache.blob;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.pipe.PipedRegion;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What goes to one client, and how much more of it may be handed over. Runs on the connection's event loop. */
final class ClientOutput {

    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private final ChannelHandlerContext context;
    private final @Nullable UnsentBytes unsent;
    private final Runnable roomAgain;
    private boolean wantsRoom;

    /** One for all that is written: small answers are many. */
    private final ChannelFutureListener wrote;

    /**
     * @param unsent of the endpoint's TLS connections, if this is one
     * @param moved the socket took something
     * @param roomAgain there is room after {@link #room} found none
     */
    ClientOutput(ChannelHandlerContext context, @Nullable UnsentBytes unsent, Runnable moved, Runnable roomAgain) {
        this.context = context;
        this.unsent = unsent;
        this.roomAgain = roomAgain;
        this.wrote = written -> {
            if (written.isSuccess()) {
                moved.run();
                tellOfRoom();
            }
        };
    }

    private void tellOfRoom() {
        if (wantsRoom) {
            wantsRoom = false;
            // Not at once: what was written is still counted.
            context.channel().eventLoop().execute(roomAgain);
        }
    }

    boolean writable() {
        return context.channel().isWritable();
    }

    /** Bytes of an answer that can be handed over at once; if 0, there will be news of room. */
    int room() {
        if (!writable()) {
            flush();
        }
        if (unsent == null || !writable()) {
            return writable() ? Integer.MAX_VALUE : 0;
        }
        int room = unsent.room(context.channel());
        if (room == 0) {
            flush();
            room = unsent.room(context.channel());
            if (room == 0 && !wantsRoom) {
                wantsRoom = true;
                // What is unsent may be quick answers, of which nobody else is told.
                unsent.whenSent(context.channel()).addListener(wrote);
            }
        }
        return room;
    }

    /** Bytes that are in a pipe can go to the client as they are. */
    boolean takesPipes() {
        return unsent == null && context.channel() instanceof EpollSocketChannel;
    }

    /** @param at the handler that it goes on from */
    void write(ChannelHandlerContext at, Pipe bytes) {
        if (at.channel() instanceof EpollSocketChannel socket) {
            write(at, new PipedRegion(bytes, socket));
        } else {
            bytes.close();
            throw new IllegalStateException("A client that takes no pipes was given one");
        }
    }

    /**
     * The client may send its body. Goes around the encoder, which would take it for the answer and lose count of which
     * of the pipelined requests were HEADs.
     */
    void proceed() {
        var _ = context.pipeline()
                .context("codec")
                .writeAndFlush(Unpooled.copiedBuffer(CONTINUE, StandardCharsets.US_ASCII));
    }

    void write(Object message) {
        write(context, message);
    }

    /** @param at the handler that it goes on from */
    void write(ChannelHandlerContext at, Object message) {
        at.write(message).addListener(wrote);
    }

    void flush() {
        context.flush();
    }
}
