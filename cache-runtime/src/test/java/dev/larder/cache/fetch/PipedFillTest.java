package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.pipe.Pipes;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.FillReader;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the block that arrives has a pipe, and when it has none any more: here nothing is ever put into one. */
class PipedFillTest {

    private static final int CHUNK = 1 << 20;

    @AutoClose
    private final Pipes pipes = Objects.requireNonNull(Pipes.find(8));

    @AutoClose
    private final FillMemory memory = new FillMemory(8 << 20, pipes);

    private ChunkFill fill;
    private RunWriter writer;
    private FillReader reader;

    @BeforeEach
    void begin() throws IOException {
        ChunkRef chunk = TestBlob.chunks(CHUNK, CHUNK).getFirst();
        fill = new ChunkFill(chunk, chunk.id(), memory, FillMemory.Rank.FOREGROUND, false, new TestEnd());
        reader = join();
        writer = new RunWriter(List.of(fill), whole -> {});
        writer.rewind(false);
        assertThat(writer.ready(() -> {})).isTrue();
    }

    @AfterEach
    void end() {
        fill.fail(new FillFailure(Reason.CANCELLED, "test"));
        reader.close();
        assertThat(pipes.inUse()).isZero();
        assertThat(memory.used()).isZero();
    }

    private FillReader join() {
        return Objects.requireNonNull(fill.join(FillMemory.Rank.FOREGROUND));
    }

    private BlockView place() {
        return (BlockView) Objects.requireNonNull(writer.place(CHUNK));
    }

    /** To where it belongs, but not to a pipe. */
    private void fillPlace(int count) {
        ByteBuf place = place();
        place.writeZero(count);
        writer.write(place.nioBuffer());
        place.release();
    }

    private boolean isPiped() {
        BlockView place = place();
        place.release();
        return place.pipe() != null;
    }

    @Test
    void itHasOneIfAReaderTakesThem() {
        assertThat(isPiped()).isFalse();
        reader.takesPipes();
        assertThat(isPiped()).isTrue();
        assertThat(pipes.inUse()).isEqualTo(1);
    }

    @Test
    void noneOfTheOriginsBytesAreInOne() {
        reader.takesPipes();
        writer.rewind(true);
        assertThat(isPiped()).isFalse();
    }

    @Test
    void whatDidNotComeToItsPlaceIsInNone() {
        reader.takesPipes();
        assertThat(isPiped()).isTrue();
        writer.write(ByteBuffer.allocate(10_000));
        assertThat(pipes.inUse()).isZero();
        assertThat(isPiped()).isFalse();
    }

    @Test
    void norIsWhatThePipeMissed() {
        reader.takesPipes();
        fillPlace(10_000);
        assertThat(isPiped()).isFalse();
        assertThat(pipes.inUse()).isZero();
    }

    @Test
    void norIsABlockOfWhichThePipeMissedTheEnd() {
        reader.takesPipes();
        fillPlace(RunSink.BLOCK);
        assertThat(pipes.inUse()).isZero();
        assertThat(reader.pipe(0)).isNull();
        fill.publish(RunSink.BLOCK);
        assertThat(reader.pipe(0)).isNull();
    }

    @Test
    void anotherSourceBeginsWithAnother() {
        reader.takesPipes();
        BlockView late = place();
        writer.rewind(false);
        assertThat(pipes.inUse()).isZero();
        BlockView next = place();
        assertThat(next.pipe()).isNotNull().isNotSameAs(late.pipe());
        next.release();
        late.release();
    }

    @Test
    void itGoesWithTheLastWhoTakesThem() {
        FillReader other = join();
        reader.takesPipes();
        other.takesPipes();
        FillReader sealed = join();
        assertThat(isPiped()).isTrue();
        reader.close();
        assertThat(pipes.inUse()).isEqualTo(1);
        other.close();
        assertThat(pipes.inUse()).isZero();
        other.takesPipes();
        assertThat(isPiped()).isFalse();
        sealed.close();
    }
}
