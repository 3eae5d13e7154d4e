package dev.larder.cache.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.Fuzz;
import dev.larder.cache.fetch.RunSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.store.BlockSums;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Damaged, shuffled and repeated frames: no byte that a reader may have is wrong, and nothing is thrown. */
class FrameFuzzTest {

    private static final List<Integer> TYPES = List.of(Frames.CHUNK, Frames.BLOCK, Frames.SUMMED);

    private int whole;
    private int broken;

    @Test
    void whatIsReadableIsRight() {
        Fuzz.run("frames", 6_000, random -> {
            Run run = new Run(random);
            FrameReader reader = new FrameReader(run, bytes -> {});
            ByteBuf in = Unpooled.wrappedBuffer(sent(random, run));
            FrameReader.Step step = FrameReader.Step.MORE;
            while (in.isReadable() && step == FrameReader.Step.MORE) {
                int piece = 1 + random.nextInt(in.readableBytes());
                step = reader.read(in.readSlice(piece), () -> {});
            }

            run.checkReadable();
            assertThat(step == FrameReader.Step.BROKEN).isEqualTo(reader.failure() != null);
            whole += run.whole() ? 1 : 0;
            broken += step == FrameReader.Step.BROKEN ? 1 : 0;
        });
        if (whole + broken > 1_000) {
            assertThat(whole).isPositive();
            assertThat(broken).isPositive();
        }
    }

    private static byte[] sent(SplittableRandom random, Run run) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < run.chunks.size(); i++) {
            // Now and then another chunk than the next, whole and with its own name and checksum.
            int which = random.nextInt(12) == 0 ? random.nextInt(run.chunks.size()) : i;
            if (random.nextInt(4) == 0) {
                frames.add(frame(Unpooled.wrappedBuffer(new byte[] {Frames.ALIVE})));
            }
            byte[] chunk = run.chunks.get(which);
            int type = Fuzz.pick(random, TYPES);
            for (int from = 0; from < chunk.length; ) {
                int to = type == Frames.BLOCK ? Math.min(chunk.length, from + RunSink.BLOCK) : chunk.length;
                ByteBuf head = type == Frames.SUMMED
                        ? Frames.summed(UnpooledByteBufAllocator.DEFAULT, Run.id(which), sums(random, chunk))
                        : Frames.head(
                                UnpooledByteBufAllocator.DEFAULT, type, Run.id(which), from, sum(chunk, from, to));
                frames.add(frame(head, Unpooled.wrappedBuffer(chunk, from, to - from)));
                from = to;
            }
        }
        if (random.nextInt(10) == 0) {
            frames.add(frame(Frames.failed(UnpooledByteBufAllocator.DEFAULT, new FillFailure(Reason.BUSY, "later"))));
        }
        if (random.nextInt(8) == 0) {
            frames.add(random.nextInt(frames.size()), frames.get(random.nextInt(frames.size())));
        }
        byte[] all = frame(frames.stream().map(Unpooled::wrappedBuffer).toArray(ByteBuf[]::new));
        return random.nextInt(3) == 0 ? all : Fuzz.mutated(random, all);
    }

    /** Now and then those of something else, of which the whole follows as it should. */
    private static BlockSums sums(SplittableRandom random, byte[] chunk) {
        int[] sums = new int[Math.ceilDiv(chunk.length, RunSink.BLOCK)];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = sum(chunk, i * RunSink.BLOCK, Math.min(chunk.length, (i + 1) * RunSink.BLOCK));
            sums[i] ^= random.nextInt(20) == 0 ? random.nextInt() : 0;
        }
        return BlockSums.of(chunk.length, sums);
    }

    private static byte[] frame(ByteBuf... parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        all.release();
        return bytes;
    }

    private static int sum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /** Some chunks; keeps what became readable of each. */
    private static final class Run implements RunSink {
        final List<byte[]> chunks = new ArrayList<>();
        private final List<byte[]> received = new ArrayList<>();
        private byte[] current = new byte[0];
        private int written;
        private int readable;

        Run(SplittableRandom random) {
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                // Long enough for two blocks only now and then: else that is all that this test would be doing.
                int length = random.nextInt(200) == 0 ? BLOCK + 1 + random.nextInt(500) : 1 + random.nextInt(600);
                byte[] chunk = new byte[length];
                random.nextBytes(chunk);
                chunks.add(chunk);
            }
            current = new byte[chunks.getFirst().length];
        }

        static ChunkId id(int index) {
            return new ChunkId(7, index);
        }

        void checkReadable() {
            for (int i = 0; i < received.size(); i++) {
                assertThat(Arrays.equals(received.get(i), chunks.get(i)))
                        .as("chunk %d", i)
                        .isTrue();
            }
            if (!whole()) {
                byte[] next = chunks.get(received.size());
                assertThat(Arrays.equals(current, 0, readable, next, 0, readable))
                        .as("first %d bytes of chunk %d", readable, received.size())
                        .isTrue();
            }
        }

        @Override
        public boolean wanted() {
            return !whole();
        }

        @Override
        public boolean whole() {
            return received.size() == chunks.size();
        }

        @Override
        public boolean ready(Runnable resume) {
            return true;
        }

        @Override
        public ChunkId chunk() {
            return id(received.size());
        }

        @Override
        public int chunkLength() {
            return current.length;
        }

        @Override
        public @Nullable ByteBuf place(int most) {
            return null;
        }

        @Override
        public void write(ByteBuffer bytes) {
            int count = bytes.remaining();
            bytes.get(current, written, count);
            written += count;
        }

        @Override
        public boolean verify(ChunkId chunk, int crc32c, int from, int to) {
            assertThat(chunk).isEqualTo(chunk());
            assertThat(from).isEqualTo(readable);
            if (crc32c != sum(current, from, to)) {
                return false;
            }
            readable = to;
            if (to == current.length) {
                received.add(current);
                current = whole() ? new byte[0] : new byte[chunks.get(received.size()).length];
                written = 0;
                readable = 0;
            }
            return true;
        }
    }
}
