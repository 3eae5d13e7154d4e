package dev.larder.cache.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has an event loop read into the same buffer again and again, for as long as nobody keeps what was read. Netty's allocator
 * makes, and clears, new memory for nearly each buffer of 64 KiB, which took longer than to read a small request.
 *
 * <p>Whoever keeps a part of a buffer keeps the whole, as ever; then the event loop makes itself a new one. While a buffer
 * is lent its count of references is above one, so that nobody takes it for his own and writes to it. Thread-safe.
 */
public final class KeptReadBuffers extends DefaultMaxMessagesRecvByteBufAllocator {

    private final int bytes;
    private final FastThreadLocal<Kept> kept = new FastThreadLocal<>() {
        @Override
        protected Kept initialValue() {
            return new Kept();
        }

        @Override
        protected void onRemoval(Kept ended) {
            ended.letGo();
        }
    };

    /**
     * @param bytes of each read of a socket, at most
     * @param mostReads of a socket before others have their turn
     */
    public KeptReadBuffers(int bytes, int mostReads) {
        super(mostReads);
        this.bytes = bytes;
    }

    @SuppressWarnings("deprecation")
    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return bytes;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return lend(allocator);
            }
        };
    }

    int bytes() {
        return bytes;
    }

    ByteBuf lend(ByteBufAllocator allocator) {
        return kept.get().lend(allocator);
    }

    /**
     * For one channel: the same, unless there is a place for what comes next.
     *
     * @param place see {@link PlacedReads}
     */
    public RecvByteBufAllocator unless(Supplier<@Nullable ByteBuf> place) {
        return new PlacedReads(this, place);
    }

    private final class Kept {

        private @Nullable ByteBuf buffer;

        int bytes() {
            return bytes;
        }

        ByteBuf lend(ByteBufAllocator allocator) {
            var free = buffer;
            if (free == null || free.refCnt() > 1) {
                letGo();
                free = allocator.directBuffer(bytes, bytes);
                buffer = free;
            }
            return free.clear().retain();
        }

        void letGo() {
            var old = buffer;
            if (old != null) {
                buffer = null;
                old.release();
            }
        }
    }
}
