package dev.larder.cache.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.fetch.RunSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.store.BlockSums;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final ChunkId FIRST = new ChunkId(7, 1);
    private static final ChunkId SECOND = new ChunkId(7, 2);

    private final byte[] chunk = new byte[RunSink.BLOCK + 1_000];

    FrameReaderTest() {
        new Random(1).nextBytes(chunk);
    }

    /** A run of one chunk; remembers what became readable. */
    private final class Sink implements RunSink {
        final byte[] bytes = new byte[chunk.length];
        int written;
        int readable;

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public boolean whole() {
            return readable == bytes.length;
        }

        @Override
        public boolean ready(Runnable resume) {
            return true;
        }

        @Override
        public ChunkId chunk() {
            return FIRST;
        }

        @Override
        public int chunkLength() {
            return bytes.length;
        }

        @Override
        public @Nullable ByteBuf place(int most) {
            return null;
        }

        @Override
        public void write(ByteBuffer part) {
            int count = part.remaining();
            part.get(bytes, written, count);
            written += count;
        }

        @Override
        public boolean verify(ChunkId named, int crc32c, int from, int to) {
            if (!named.equals(FIRST) || crc32c != sum(bytes, from, to)) {
                return false;
            }
            readable = to;
            return true;
        }
    }

    private static int sum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    private ByteBuf frame(int type, int from, int to) {
        return frame(type, FIRST, from, to);
    }

    private ByteBuf frame(int type, ChunkId named, int from, int to) {
        return copied(
                Frames.head(UnpooledByteBufAllocator.DEFAULT, type, named, from, sum(chunk, from, to)),
                Unpooled.wrappedBuffer(chunk, from, to - from));
    }

    /** On the heap, where nobody misses it. */
    private static ByteBuf copied(ByteBuf... parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts);
        ByteBuf copy = Unpooled.copiedBuffer(all);
        all.release();
        return copy;
    }

    private ByteBuf blocks() {
        return copied(
                Frames.alive(UnpooledByteBufAllocator.DEFAULT),
                frame(Frames.BLOCK, 0, RunSink.BLOCK),
                Frames.alive(UnpooledByteBufAllocator.DEFAULT),
                frame(Frames.BLOCK, RunSink.BLOCK, chunk.length));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void blocksAreReadWhateverPiecesTheyComeIn(long seed) {
        Random random = new Random(seed);
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});
        ByteBuf all = blocks();
        while (all.isReadable()) {
            ByteBuf piece = all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(50_000)));
            assertThat(reader.read(piece, () -> {})).isEqualTo(FrameReader.Step.MORE);
        }

        assertThat(sink.whole()).isTrue();
        assertThat(sink.bytes).isEqualTo(chunk);
    }

    @Test
    void nothingOfABlockIsReadableBeforeItsEnd() {
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});
        reader.read(blocks().readSlice(1 + 1 + Frames.HEAD + RunSink.BLOCK - 1), () -> {});

        assertThat(sink.written).isEqualTo(RunSink.BLOCK - 1);
        assertThat(sink.readable).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 18, 22, 1_000, RunSink.BLOCK + 200})
    void flippedBitIsNeverReadable(int at) {
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});
        ByteBuf frame = frame(Frames.CHUNK, 0, chunk.length);
        frame.setByte(at, frame.getByte(at) ^ 1);

        assertThat(reader.read(frame, () -> {})).isEqualTo(FrameReader.Step.BROKEN);
        assertThat(sink.readable).isZero();
        assertReason(reader, Reason.CORRUPT);
    }

    private int[] sums() {
        return new int[] {sum(chunk, 0, RunSink.BLOCK), sum(chunk, RunSink.BLOCK, chunk.length)};
    }

    private ByteBuf summed(int[] sums) {
        return copied(
                Frames.summed(UnpooledByteBufAllocator.DEFAULT, FIRST, BlockSums.of(chunk.length, sums)),
                Unpooled.wrappedBuffer(chunk));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void blocksOfASummedChunkAreReadableOneByOne(long seed) {
        Random random = new Random(seed);
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});
        ByteBuf all = summed(sums());
        while (all.isReadable()) {
            ByteBuf piece = all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(50_000)));
            assertThat(reader.read(piece, () -> {})).isEqualTo(FrameReader.Step.MORE);
            assertThat(sink.readable)
                    .isEqualTo(
                            sink.written == chunk.length ? chunk.length : sink.written / RunSink.BLOCK * RunSink.BLOCK);
        }

        assertThat(sink.whole()).isTrue();
        assertThat(sink.bytes).isEqualTo(chunk);
        assertThat(reader.sawStored()).isTrue();
    }

    /** In the name, the position, the sum, the table, the first block and the last one. */
    @ParameterizedTest
    @ValueSource(ints = {3, 18, 22, 26, 32, 1_000, RunSink.BLOCK + 200})
    void flippedBitOfASummedChunkIsNeverReadable(int at) {
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});
        ByteBuf frame = summed(sums());
        frame.setByte(at, frame.getByte(at) ^ 1);

        assertThat(reader.read(frame, () -> {})).isEqualTo(FrameReader.Step.BROKEN);
        assertThat(sink.readable).isEqualTo(at > RunSink.BLOCK ? RunSink.BLOCK : 0);
        assertReason(reader, Reason.CORRUPT);
    }

    @Test
    void sumsThatAreRightForTheWholeButNotForTheBlocksAreFoundAtTheFirst() {
        int[] lying = sums();
        lying[0] ^= 0x55;
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});

        assertThat(reader.read(summed(lying), () -> {})).isEqualTo(FrameReader.Step.BROKEN);
        assertThat(sink.written).isEqualTo(RunSink.BLOCK);
        assertThat(sink.readable).isZero();
    }

    @Test
    void failureOfThePeerComesThrough() {
        FrameReader reader = new FrameReader(new Sink(), bytes -> {});
        FillFailure why = new FillFailure(Reason.SOURCE_CHANGED, "now e2, not e1");

        reader.read(copied(Frames.failed(UnpooledByteBufAllocator.DEFAULT, why)), () -> {});

        assertThat(reader.failure()).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void garbageBreaksTheReaderAndNothingElse(long seed) {
        byte[] garbage = new byte[100_000];
        new Random(seed).nextBytes(garbage);
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});
        reader.read(Unpooled.wrappedBuffer(Arrays.copyOf(garbage, garbage.length)), () -> {});

        assertThat(sink.readable).isZero();
    }

    @Test
    void moreThanWasAskedForIsRefused() {
        FrameReader reader = new FrameReader(new Sink(), bytes -> {});
        reader.read(frame(Frames.CHUNK, 0, chunk.length), () -> {});

        assertThat(reader.read(frame(Frames.CHUNK, 0, chunk.length), () -> {})).isEqualTo(FrameReader.Step.BROKEN);
        assertReason(reader, Reason.CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.BLOCK, Frames.CHUNK, Frames.SUMMED})
    void rightBytesOfAnotherChunkAreRefused(int type) {
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});

        assertThat(reader.read(frame(type, SECOND, 0, RunSink.BLOCK), () -> {})).isEqualTo(FrameReader.Step.BROKEN);
        assertReason(reader, Reason.CORRUPT);
        assertThat(String.valueOf(reader.failure()))
                .contains("chunk " + SECOND + " from 0 where " + FIRST + " from 0 is next");
        assertThat(sink.written).isZero();
    }

    @Test
    void blockThatComesTwiceIsRefused() {
        Sink sink = new Sink();
        FrameReader reader = new FrameReader(sink, bytes -> {});
        reader.read(frame(Frames.BLOCK, 0, RunSink.BLOCK), () -> {});

        assertThat(reader.read(frame(Frames.BLOCK, 0, RunSink.BLOCK), () -> {})).isEqualTo(FrameReader.Step.BROKEN);
        assertReason(reader, Reason.CORRUPT);
        assertThat(String.valueOf(reader.failure())).contains("from 0 where " + FIRST + " from 262144 is next");
        assertThat(sink.readable).isEqualTo(RunSink.BLOCK);
    }

    private static void assertReason(FrameReader reader, Reason reason) {
        FillFailure failure = reader.failure();
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(reason);
    }
}
