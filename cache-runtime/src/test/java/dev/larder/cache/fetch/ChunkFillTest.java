package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.FillReader;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunkFillTest {

    private static final int BLOCK = FillReader.BLOCK;
    private static final int LENGTH = 2 * BLOCK + 1_000;

    private final AtomicInteger woken = new AtomicInteger();
    private final FillMemory memory = new FillMemory(8 << 20);
    private final TestEnd end = new TestEnd();
    private ChunkFill fill;
    private FillReader reader;

    @BeforeEach
    void begin() throws IOException {
        ChunkRef chunk = TestBlob.chunks(LENGTH, 4 << 20).getFirst();
        fill = new ChunkFill(chunk, chunk.id(), memory, FillMemory.Rank.FOREGROUND, false, end);
        reader = Objects.requireNonNull(fill.join(FillMemory.Rank.FOREGROUND));
        assertThat(fill.ready(() -> {})).isTrue();
    }

    @Test
    void theFirstBytesWakeAReader() {
        waitForMore();
        arrive(1);
        assertThat(woken).hasValue(1);
    }

    @Test
    void afterThemWholeBlocksDoAndTheEnd() {
        arrive(100);
        waitForMore();
        arrive(1_000);
        assertThat(woken).hasValue(0);
        arrive(BLOCK - 1_100);
        assertThat(woken).hasValue(1);
        arrive(10);
        waitForMore();
        arrive(BLOCK - 10);
        assertThat(woken).hasValue(2);
        waitForMore();
        arrive(999);
        assertThat(woken).hasValue(2);
        arrive(1);
        assertThat(woken).hasValue(3);
    }

    @Test
    void aReaderWhoWaitsForABlockHearsThatNoneWillCome() {
        arrive(100);
        waitForMore();
        arrive(1_000);
        assertThat(fill.fail(new FillFailure(Reason.CANCELLED, "test"))).isTrue();
        assertThat(woken).hasValue(1);
        assertThat(reader.available()).isEqualTo(1_100);
    }

    @Test
    void whatIsWithinABlockIsOnePieceOfMemory() {
        arrive(LENGTH);
        var within = reader.read(BLOCK, BLOCK);
        var across = reader.read(BLOCK - 1, 2);
        assertThat(within.nioBufferCount()).isEqualTo(1);
        assertThat(across.nioBufferCount()).isEqualTo(2);
        within.release();
        across.release();
        reader.close();
    }

    @Test
    void aBlockThatAllReadersHaveIsUsedAgainWhileTheNextArrives() {
        FillReader second = join();
        end.lingers = false;
        arrive(BLOCK);
        reader.passed(BLOCK);
        assertThat(fill.isSpent()).isFalse();
        var late = second.read(0, BLOCK);
        second.passed(BLOCK);
        assertThat(fill.isSpent()).isTrue();

        arrive(BLOCK);
        // The first block is on its way to the second reader's socket.
        assertThat(memory.reserved()).isEqualTo(2 * BLOCK);
        late.release();
        reader.passed(2 * BLOCK);
        second.passed(2 * BLOCK);
        List<ByteBuf> again = List.of(memory.allocate(BLOCK), memory.allocate(BLOCK));
        assertThat(memory.reserved()).isEqualTo(2 * BLOCK);
        again.forEach(ByteBuf::release);
        arrive(LENGTH - 2 * BLOCK);
        var last = reader.read(2 * BLOCK, LENGTH - 2 * BLOCK);
        assertThat(last.readableBytes()).isEqualTo(LENGTH - 2 * BLOCK);
        last.release();
        assertThat(memory.used()).isEqualTo(LENGTH);
        close(second, reader);
        assertThat(end.abandoned).containsExactly(fill);
        assertThat(fill.dismiss()).isTrue();
        assertThat(memory.used()).isZero();
    }

    @Test
    void nobodyJoinsAFillOfWhichBytesAreGone() {
        end.lingers = false;
        arrive(BLOCK);
        assertThat(fill.isJoinable()).isTrue();
        reader.passed(BLOCK);
        assertThat(fill.isJoinable()).isFalse();
        assertThat(fill.join(FillMemory.Rank.FOREGROUND)).isNull();
        assertThat(fill.keep()).isFalse();
    }

    @Test
    void whatPaysToBeKeptIsKept() {
        arrive(BLOCK);
        reader.passed(BLOCK);
        assertThat(fill.isJoinable()).isTrue();
    }

    @Test
    void soIsWhatIsToBeStored() {
        end.lingers = false;
        assertThat(fill.keep()).isTrue();
        arrive(LENGTH);
        reader.passed(LENGTH);
        assertThat(fill.bytes()).hasSize(3);
    }

    /** It would be asked for it again. */
    @Test
    void soIsWhatTheOriginSends() {
        end.lingers = false;
        fill.turn(true);
        arrive(BLOCK);
        reader.passed(BLOCK);
        assertThat(fill.isJoinable()).isTrue();
    }

    /** A client that reads a chunk in small ranges reads each by itself. */
    @Test
    void andWhatSomebodyHasReadAPartOf() {
        FillReader part = join();
        end.lingers = false;
        arrive(BLOCK);
        reader.passed(BLOCK);
        close(part);
        arrive(LENGTH - BLOCK);
        reader.passed(LENGTH);
        assertThat(fill.isJoinable()).isTrue();
    }

    @Test
    void theNextSourceGoesOnWhereTheFirstBroke() {
        end.lingers = false;
        arrive(BLOCK);
        reader.passed(BLOCK);
        fill.write(ByteBuffer.allocate(1_000));
        fill.rewind();
        assertThat(fill.written()).isEqualTo(BLOCK);
        arrive(LENGTH - BLOCK);
        assertThat(fill.isWhole()).isTrue();
    }

    private FillReader join() {
        return Objects.requireNonNull(fill.join(FillMemory.Rank.FOREGROUND));
    }

    private static void close(FillReader... all) {
        for (FillReader each : all) {
            each.close();
        }
    }

    private void waitForMore() {
        reader.onProgress(reader.available(), woken::incrementAndGet);
    }

    private void arrive(int bytes) {
        fill.write(ByteBuffer.allocate(bytes));
        fill.publish(fill.written());
    }
}
