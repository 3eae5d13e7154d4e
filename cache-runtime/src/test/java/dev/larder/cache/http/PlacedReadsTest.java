package dev.larder.cache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class PlacedReadsTest {

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private final ArrayDeque<ByteBuf> places = new ArrayDeque<>();
    private final KeptReadBuffers kept = new KeptReadBuffers(1_024, 1);

    @Test
    void readsGoToThePlaceThatIsGiven() {
        var reads = kept.unless(places::poll).newHandle();
        ByteBuf place = Unpooled.directBuffer(64, 64);
        places.add(place);
        assertThat(reads.allocate(memory)).isSameAs(place);
        place.release();

        ByteBuf next = Unpooled.directBuffer(64, 64);
        places.add(next);
        assertThat(reads.allocate(memory)).isSameAs(next);
        next.release();
    }

    @Test
    void elseToTheBufferOfTheEventLoop() {
        var reads = kept.unless(places::poll).newHandle();
        ByteBuf own = reads.allocate(memory);
        assertThat(own.capacity()).isEqualTo(1_024);
        own.release();
    }

    /** It may have bytes that are not understood yet, where the next place is. */
    @Test
    void noSecondPlaceIsGivenWhileSomebodyHasTheFirst() {
        var reads = kept.unless(places::poll).newHandle();
        places.add(Unpooled.directBuffer(64, 64));
        ByteBuf first = reads.allocate(memory);
        ByteBuf part = first.writeInt(7).readRetainedSlice(2);
        first.release();
        ByteBuf waiting = Unpooled.directBuffer(64, 64);
        places.add(waiting);

        ByteBuf own = reads.allocate(memory);
        assertThat(own).isNotSameAs(waiting);
        own.release();
        part.release();
        assertThat(reads.allocate(memory)).isSameAs(waiting);
        waiting.release();
    }
}
