package dev.larder.cache.blob;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.larder.cache.store.CLibrary;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Sends a head in the same packets as the file behind it. They are two calls to the kernel, which would send the first as
 * soon as it is called: its client would wake up for a head, and for the rest again. A head that is sent with
 * {@code MSG_MORE} waits in the socket for what is sent next, without the two calls that {@code TCP_CORK} takes.
 *
 * <p>A record, because the compiler trusts the fields of records that are constants. Thread-safe.
 */
record HeldHeads(MethodHandle send) {

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_MORE = 0x8000;

    /** Null where there is no such call, or where the process may not make native calls. */
    static @Nullable HeldHeads find() {
        CLibrary c = CLibrary.with("send");
        return c == null
                ? null
                : new HeldHeads(
                        c.function("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)));
    }

    /**
     * Skips what the socket took of a head. What it did not take, and what is to follow, has to be written at once: nothing
     * else sends what is held back. On the channel's event loop.
     */
    void send(Channel channel, ByteBuf head) {
        var waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() > 0 || !head.hasMemoryAddress()) {
            return; // Closed, or behind what Netty has yet to send, or nowhere.
        }
        if (channel instanceof UnixChannel socket) {
            long taken = send(socket.fd().intValue(), head.memoryAddress() + head.readerIndex(), head.readableBytes());
            if (taken > 0) {
                head.skipBytes((int) taken);
            }
            // Of a socket that is full or broken Netty finds out in its own way.
        }
    }

    private long send(int socket, long address, long length) {
        try {
            return (long) send.invokeExact(socket, address, length, MSG_MORE | MSG_DONTWAIT | MSG_NOSIGNAL);
        } catch (Throwable e) {
            throw CLibrary.impossible(e);
        }
    }
}
