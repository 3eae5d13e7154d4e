package dev.larder.cache.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a channel so that its bytes can go on to another socket without being copied to it: they are copied to their
 * {@link PipedPlace} while they are still in the socket ({@code MSG_PEEK}), to be verified there, and then moved to the
 * place's pipe. To the handlers it is a read like others.
 *
 * <p>Netty can only {@code recv}. So the socket is registered with the event loop once more, by a descriptor of its own,
 * and while this waits for bytes Netty does not. It still sees the connection's end, and may then read what is left. Runs on the channel's
 * event loop.
 */
public final class PipedReads implements EpollIoHandle {

    /** Of a registration that asks for none, Netty forgets that the kernel does not have it any more; errors are told of anyhow. */
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR;

    private final EpollSocketChannel channel;
    private final SocketCalls calls;
    private final Supplier<@Nullable ByteBuf> places;
    private @Nullable FileDescriptor socket;
    private @Nullable IoRegistration registration;
    private @Nullable ByteBuf place;
    private boolean armed;

    private PipedReads(EpollSocketChannel channel, SocketCalls calls, Supplier<@Nullable ByteBuf> places) {
        this.channel = channel;
        this.calls = calls;
        this.places = places;
    }

    /**
     * Null if it cannot be read so.
     *
     * @param places asked for each read; answers an empty buffer with a count of references of its own
     */
    public static @Nullable PipedReads of(Channel channel, @Nullable Pipes pipes, Supplier<@Nullable ByteBuf> places) {
        return pipes != null && channel instanceof EpollSocketChannel socket
                ? new PipedReads(socket, pipes.calls(), places)
                : null;
    }

    /** Waits for bytes, and reads them. False: Netty has to. */
    public boolean begin() {
        if (place != null) {
            return true;
        }
        ByteBuf next = places.get();
        if (next == null) {
            return false;
        }
        IoRegistration mine = next instanceof PipedPlace piped && piped.pipe() != null ? registration() : null;
        if (mine == null) {
            next.release();
            return false;
        }
        place = next;
        if (!armed) {
            armed = true;
            mine.submit(EpollIoOps.EPOLLIN);
        }
        return true;
    }

    private @Nullable IoRegistration registration() {
        if (socket == null && channel.isOpen() && channel.eventLoop() instanceof IoEventLoop loop) {
            int other = calls.duplicate(channel.fd().intValue());
            if (other >= 0) {
                socket = new FileDescriptor(other);
                channel.closeFuture().addListener(closed -> close());
                loop.register(this).addListener(done -> {
                    if (done.isSuccess()) {
                        registration = (IoRegistration) done.getNow();
                    }
                });
            }
        }
        return registration;
    }

    /** Something else has read: what comes next belongs elsewhere. */
    public void forget() {
        ByteBuf known = place;
        place = null;
        if (known != null) {
            known.release();
        }
    }

    @Override
    public void handle(IoRegistration mine, IoEvent event) {
        ByteBuf next = place;
        place = null;
        if (next != null) {
            read(next);
        }
        if (place == null && armed) {
            armed = false;
            if (mine.isValid()) {
                mine.submit(NOTHING);
            }
        }
    }

    private void read(ByteBuf into) {
        Pipe pipe = into instanceof PipedPlace piped ? piped.pipe() : null;
        // Not the channel's: of one that was closed just now, the number may be another connection's already.
        int from = fd().intValue();
        int count = calls.peek(from, into.memoryAddress(), into.capacity());
        if (count <= 0) {
            // Of an end, or whatever broke, Netty finds out in its own way.
            into.release();
            channel.pipeline().firstContext().read();
            return;
        }
        int moved = pipe == null ? 0 : pipe.fill(from, count);
        if (moved < count) {
            // The same bytes to where they are already, so that they are not in the socket any more.
            count = moved + Math.max(0, calls.read(from, into.memoryAddress() + moved, count - moved));
        }
        into.writerIndex(count);
        channel.pipeline().fireChannelRead(into);
        channel.pipeline().fireChannelReadComplete();
    }

    @Override
    public FileDescriptor fd() {
        FileDescriptor open = socket;
        if (open == null) {
            throw new IllegalStateException("not registered");
        }
        return open;
    }

    @Override
    public void close() {
        forget();
        IoRegistration mine = registration;
        registration = null;
        if (mine != null && mine.isValid()) {
            mine.cancel();
        }
        FileDescriptor open = socket;
        if (open != null) {
            Pipes.close(open);
        }
    }
}
