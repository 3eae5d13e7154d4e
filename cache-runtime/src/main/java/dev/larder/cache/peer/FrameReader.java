package dev.larder.cache.peer;

import dev.larder.cache.fetch.RunSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.store.BlockSums;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Reads frames into a run, whatever pieces they come in. Not thread-safe: one event loop. */
final class FrameReader {

    /** What came of a piece. */
    enum Step {
        /** All of it was taken. */
        MORE,
        /** The run has no memory; go on with what is left when told. */
        WAIT,
        /** {@link #failure} says why nothing more will be taken. */
        BROKEN
    }

    private final RunSink sink;
    private final IntConsumer received;
    private final byte[] header = new byte[Frames.HEAD];
    private int type;
    private int headerWanted;
    private int headerHas;
    private ChunkId chunk = new ChunkId(0, 0);
    private int crc;
    private int from;
    private int to;
    private int position;
    /** Of a SUMMED, once they are here. */
    private @Nullable BlockSums sums;

    private @Nullable ByteBuffer table;
    private byte @Nullable [] text;
    private int textHas;
    private @Nullable FillFailure failure;
    private boolean data;
    private boolean stored;

    FrameReader(RunSink sink, IntConsumer received) {
        this.sink = sink;
        this.received = received;
    }

    @Nullable
    FillFailure failure() {
        return failure;
    }

    /** A byte of a chunk came since the last call. */
    boolean sawData() {
        boolean saw = data;
        data = false;
        return saw;
    }

    /** What came last was a part of a chunk that the source has on its disk. */
    boolean sawStored() {
        return stored;
    }

    /** As {@link RunSink#place}, for what comes next of the bytes of a frame; null if something else does. */
    @Nullable
    ByteBuf place() {
        boolean bytes = type != 0 && type != Frames.FAILED && headerHas == headerWanted && failure == null;
        if (!bytes || (type == Frames.SUMMED && sums == null)) {
            return null;
        }
        return sink.place((type == Frames.SUMMED ? sink.chunkLength() : to) - position);
    }

    Step read(ByteBuf in, Runnable resume) {
        while (failure == null && in.isReadable()) {
            if (type == 0) {
                begin(in.readUnsignedByte());
            } else if (headerHas < headerWanted) {
                header[headerHas++] = in.readByte();
                if (headerHas == headerWanted) {
                    headerDone();
                }
            } else if (type == Frames.FAILED) {
                readText(in);
            } else if (type == Frames.SUMMED && sums == null) {
                readSums(in);
            } else if (!sink.ready(resume)) {
                return Step.WAIT;
            } else {
                readBytes(in);
            }
        }
        return failure == null ? Step.MORE : Step.BROKEN;
    }

    private void begin(int frame) {
        if (frame == Frames.ALIVE) {
            stored = false;
            return;
        }
        if (frame < Frames.ALIVE || frame > Frames.SUMMED) {
            failure = corrupt("frame of unknown type " + frame);
        } else if (frame != Frames.FAILED && sink.whole()) {
            failure = corrupt("more than was asked for");
        } else if ((frame == Frames.CHUNK || frame == Frames.SUMMED) && position != 0) {
            failure = corrupt("whole chunk in the middle of one");
        } else {
            type = frame;
            sums = null;
            table = null;
            headerHas = 0;
            headerWanted = frame == Frames.FAILED ? 3 : Frames.HEAD;
        }
    }

    private void headerDone() {
        if (type == Frames.FAILED) {
            int length = (header[1] & 0xff) << 8 | header[2] & 0xff;
            if (length > Frames.LONGEST_TEXT) {
                failure = corrupt("failure text of " + length + " bytes");
                return;
            }
            text = new byte[length];
            textHas = 0;
            if (length == 0) {
                failed(text);
            }
            return;
        }
        ByteBuffer head = ByteBuffer.wrap(header);
        chunk = new ChunkId(head.getLong(), head.getLong());
        from = head.getInt();
        crc = head.getInt();
        if (!chunk.equals(sink.chunk()) || from != position) {
            failure = corrupt(
                    "chunk " + chunk + " from " + from + " where " + sink.chunk() + " from " + position + " is next");
            return;
        }
        int length = sink.chunkLength();
        to = type == Frames.CHUNK ? length : Math.min(length, position + RunSink.BLOCK);
    }

    private void readSums(ByteBuf in) {
        int length = sink.chunkLength();
        ByteBuffer into = table == null ? ByteBuffer.allocate(BlockSums.encodedBytes(length)) : table;
        table = into;
        int count = Math.min(in.readableBytes(), into.remaining());
        in.readBytes(into.slice(into.position(), count));
        into.position(into.position() + count);
        if (into.hasRemaining()) {
            return;
        }
        sums = BlockSums.decode(into.flip(), length, crc);
        if (sums == null) {
            failure = corrupt("sums of blocks that are not those of a chunk with CRC32C " + Integer.toHexString(crc));
        }
    }

    private void readText(ByteBuf in) {
        byte[] target = text;
        if (target == null) {
            return;
        }
        int count = Math.min(in.readableBytes(), target.length - textHas);
        in.readBytes(target, textHas, count);
        textHas += count;
        if (textHas == target.length) {
            failed(target);
        }
    }

    private void failed(byte[] message) {
        failure = Frames.failure(header[0] & 0xff, io.netty.buffer.Unpooled.wrappedBuffer(message));
    }

    private void readBytes(ByteBuf in) {
        int count = Math.min(in.readableBytes(), to - position);
        sink.write(in.nioBuffer(in.readerIndex(), count));
        in.skipBytes(count);
        position += count;
        stored = type != Frames.BLOCK;
        received.accept(count);
        data = true;
        if (position < to) {
            return;
        }
        int length = sink.chunkLength();
        BlockSums known = sums;
        int sum = known == null ? crc : known.of(from);
        if (!sink.verify(chunk, sum, from, to)) {
            failure = corrupt("bytes " + from + " to " + to + " do not have CRC32C " + Integer.toHexString(sum));
            return;
        }
        if (known != null && position < length) {
            from = to;
            to = Math.min(length, from + RunSink.BLOCK);
            return;
        }
        type = 0;
        if (position == length) {
            position = 0;
        }
    }

    private static FillFailure corrupt(String what) {
        return new FillFailure(Reason.CORRUPT, what);
    }
}
