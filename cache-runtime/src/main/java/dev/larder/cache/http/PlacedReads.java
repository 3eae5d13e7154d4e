package dev.larder.cache.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has one channel read straight into the memory in which the bytes belong, where somebody says what that is: it saves the
 * copy from the event loop's buffer. Whoever says it cannot know what will come: what turns out to be something else, such as
 * the head of the next part, is found in his memory and has to be taken out. So no second place is given while
 * anybody still has the first, whose rest may hold bytes that are not understood yet; they are followed by a read into the event
 * loop's buffer.
 */
final class PlacedReads extends DefaultMaxMessagesRecvByteBufAllocator {

    private final KeptReadBuffers otherwise;
    private final Supplier<@Nullable ByteBuf> place;

    /**
     * @param place asked on the event loop before each read; answers an empty buffer with a count of references of its own,
     *     which passes to the channel
     */
    PlacedReads(KeptReadBuffers otherwise, Supplier<@Nullable ByteBuf> place) {
        super(otherwise.maxMessagesPerRead());
        this.otherwise = otherwise;
        this.place = place;
    }

    @SuppressWarnings("deprecation")
    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            private @Nullable ByteBuf last;

            @Override
            public int guess() {
                return otherwise.bytes();
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                ByteBuf given = last;
                if (given == null || given.refCnt() == 0) {
                    given = place.get();
                    last = given;
                    if (given != null) {
                        return given;
                    }
                }
                return otherwise.lend(allocator);
            }
        };
    }
}
