package dev.larder.cache.peer;

import dev.larder.cache.fetch.RunSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
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
        if (frame < Frames.ALIVE || frame > Frames.FAILED) {
            failure = corrupt("frame of unknown type " + frame);
        } else if (frame != Frames.FAILED && sink.whole()) {
            failure = corrupt("more than was asked for");
        } else if (frame == Frames.CHUNK && position != 0) {
            failure = corrupt("whole chunk in the middle of one");
        } else {
            type = frame;
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
        stored = type == Frames.CHUNK;
        received.accept(count);
        data = true;
        if (position < to) {
            return;
        }
        int length = sink.chunkLength();
        if (!sink.verify(chunk, crc, from, to)) {
            failure = corrupt("bytes " + from + " to " + to + " do not have CRC32C " + Integer.toHexString(crc));
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
