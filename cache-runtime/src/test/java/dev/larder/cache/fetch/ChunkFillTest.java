package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.FillReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunkFillTest {

    private static final int BLOCK = FillReader.BLOCK;
    private static final int LENGTH = 2 * BLOCK + 1_000;

    private final AtomicInteger woken = new AtomicInteger();
    private ChunkFill fill;
    private FillReader reader;

    @BeforeEach
    void begin() throws IOException {
        ChunkRef chunk = TestBlob.chunks(LENGTH, 4 << 20).getFirst();
        fill = new ChunkFill(
                chunk, chunk.id(), new FillMemory(8 << 20), FillMemory.Rank.FOREGROUND, false, ended -> {});
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

    private void waitForMore() {
        reader.onProgress(reader.available(), woken::incrementAndGet);
    }

    private void arrive(int bytes) {
        fill.write(ByteBuffer.allocate(bytes));
        fill.publish(fill.written());
    }
}
