package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.origin.OriginSink.Interruption;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.FillReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are read straight to where they belong. */
class PlaceTest {

    private static final int CHUNK = 1 << 20;

    private final byte[] expected = new byte[CHUNK + 300_000];
    private final FillMemory memory = new FillMemory(8 << 20);
    private final List<ChunkFill> run = new ArrayList<>();
    private final List<ChunkFill> arrived = new ArrayList<>();
    private final List<FillReader> readers = new ArrayList<>();
    private RunWriter writer;
    private RunWriter.OriginTurn turn;

    @BeforeEach
    void begin() throws IOException {
        new SplittableRandom(1).nextBytes(expected);
        for (ChunkRef chunk : TestBlob.chunks(expected.length, CHUNK)) {
            ChunkFill fill = new ChunkFill(chunk, chunk.id(), memory, FillMemory.Rank.FOREGROUND, false, new TestEnd());
            readers.add(Objects.requireNonNull(fill.join(FillMemory.Rank.FOREGROUND)));
            run.add(fill);
        }
        writer = new RunWriter(run, arrived::add);
        turn = writer.originTurn(new NoMeter());
    }

    @AfterEach
    void end() {
        FillFailure over = new FillFailure(Reason.CANCELLED, "test");
        run.forEach(fill -> fill.fail(over));
        readers.forEach(FillReader::close);
    }

    private static final class NoMeter implements FetchMeter.OriginMeter {
        @Override
        public void requested() {}

        @Override
        public void interrupted(Interruption how) {}

        @Override
        public void received(long bytes) {}
    }

    @Test
    void whatIsPutThereStaysThere() {
        give(0, 1_000);
        ByteBuf place = place();
        assertThat(place.writableBytes()).isEqualTo(RunSink.BLOCK - 1_000);
        long address = place.memoryAddress();
        place.writeBytes(expected, 1_000, 70_000);
        turn.accept(place.nioBuffer(), () -> {});
        place.release();

        ByteBuf next = place();
        assertThat(next.memoryAddress()).isEqualTo(address + 70_000);
        next.release();
        give(71_000, expected.length);
        assertRight();
    }

    /** Whatever comes between the bytes, and whether they come to the place or not. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bytesAreRightWhereverTheyCome(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int at = 0;
        while (at < expected.length) {
            ByteBuf into = random.nextInt(3) == 0 ? null : turn.place();
            ByteBuf read = into == null ? Unpooled.directBuffer(100_000, 100_000) : into;
            List<int[]> parts = new ArrayList<>();
            int room = Math.min(read.writableBytes(), 1 + random.nextInt(100_000));
            while (room > 0 && at < expected.length) {
                if (random.nextInt(3) == 0) {
                    int between = Math.min(room, 1 + random.nextInt(30));
                    read.writeZero(between);
                    room -= between;
                }
                int count = Math.min(Math.min(room, 1 + random.nextInt(40_000)), expected.length - at);
                parts.add(new int[] {read.writerIndex(), count});
                read.writeBytes(expected, at, count);
                at += count;
                room -= count;
            }
            for (int[] part : parts) {
                assertThat(turn.accept(read.nioBuffer(part[0], part[1]), () -> {}))
                        .isTrue();
            }
            read.release();
        }
        assertRight();
    }

    @Test
    void anInterruptedReadThatGoesOnSpoilsNothing() {
        spoilsNothingAfter(() -> turn.interrupted(Interruption.HUNG));
    }

    @Test
    void norDoesThatOfASourceWhoseTurnIsOver() {
        spoilsNothingAfter(() -> turn = writer.originTurn(new NoMeter()));
    }

    /** The thread of the source before may not have heard yet, and be in the middle of reading. */
    private void spoilsNothingAfter(Runnable change) {
        give(0, 100_000);
        ByteBuf late = place();
        change.run();
        give(100_000, 150_000);
        late.writeZero(late.writableBytes());
        late.release();
        give(150_000, expected.length);
        assertRight();
    }

    @Test
    void blocksAreUsedAgainOnlyWhenNobodyReadsIntoThem() {
        give(0, 100_000);
        ByteBuf late = place();
        long reserved = memory.reserved();
        end();
        ByteBuf other = memory.allocate(RunSink.BLOCK);
        other.writeBytes(expected, 0, RunSink.BLOCK);
        late.writeZero(late.writableBytes());
        assertThat(Arrays.equals(bytes(other), 0, RunSink.BLOCK, expected, 0, RunSink.BLOCK))
                .isTrue();
        late.release();
        other.release();
        assertThat(memory.reserved()).isLessThanOrEqualTo(reserved + RunSink.BLOCK);
    }

    @Test
    void thereIsNoneWithoutMemoryAndAtTheEnd() {
        assertThat(turn.place()).isNull();
        give(0, expected.length);
        assertThat(turn.place()).isNull();
    }

    private ByteBuf place() {
        return Objects.requireNonNull(turn.place());
    }

    private void give(int from, int to) {
        assertThat(turn.accept(ByteBuffer.wrap(expected, from, to - from), () -> {}))
                .isTrue();
    }

    private void assertRight() {
        assertThat(arrived).isEqualTo(run);
        int from = 0;
        for (ChunkFill fill : run) {
            byte[] all = bytes(Unpooled.wrappedBuffer(fill.bytes().toArray(ByteBuffer[]::new)));
            assertThat(Arrays.equals(all, 0, fill.length, expected, from, from + fill.length))
                    .as("bytes from %d", from)
                    .isTrue();
            from += fill.length;
        }
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}
