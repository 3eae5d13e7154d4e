package dev.larder.cache.fetch;

import dev.larder.cache.origin.OriginSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Spreads the bytes of a run over its chunks' fills, from one source after the other. */
final class RunWriter implements RunSink {

    private final List<ChunkFill> run;
    private final Consumer<ChunkFill> arrived;
    /** Written by the source whose turn it is, read by the thread that gives the turns. */
    private volatile int index;

    private int position;

    RunWriter(List<ChunkFill> run, Consumer<ChunkFill> arrived) {
        this.run = run;
        this.arrived = arrived;
    }

    /** The chunk at which the next source begins. */
    ChunkFill current() {
        return run.get(index);
    }

    /** Chunks not yet here. */
    int missing() {
        return run.size() - index;
    }

    List<ChunkFill> rest() {
        return run.subList(index, run.size());
    }

    /** Somebody waits for some of what is left of it. */
    boolean isUrgent() {
        return rest().stream().anyMatch(ChunkFill::isUrgent);
    }

    /**
     * Before a source's turn: it will send the current chunk from its beginning.
     *
     * @param ofOrigin it reads the origin, and waits for nobody
     */
    void rewind(boolean ofOrigin) {
        rest().forEach(next -> next.turn(ofOrigin));
        current().rewind();
        position = 0;
    }

    @Override
    public boolean wanted() {
        return !whole() && rest().stream().anyMatch(fill -> !fill.isOver());
    }

    @Override
    public boolean whole() {
        return index == run.size();
    }

    @Override
    public boolean ready(Runnable resume) {
        return current().ready(resume);
    }

    @Override
    public ChunkId chunk() {
        return current().id;
    }

    @Override
    public int chunkLength() {
        return current().length;
    }

    @Override
    public @Nullable ByteBuf place(int most) {
        ChunkFill fill = current();
        return position == fill.written() ? fill.place(Math.min(most, fill.length - position)) : null;
    }

    @Override
    public void write(ByteBuffer bytes) {
        ChunkFill fill = current();
        int count = Math.min(bytes.remaining(), fill.length - position);
        int known = Math.clamp(fill.written() - (long) position, 0, count);
        fill.write(bytes.slice(bytes.position() + known, count - known));
        bytes.position(bytes.position() + count);
        position += count;
    }

    @Override
    public boolean verify(ChunkId chunk, int crc32c, int from, int to) {
        ChunkFill fill = current();
        if (!chunk.equals(fill.id)) {
            return false;
        }
        if (!fill.isOver()) {
            if (fill.written() < to || fill.crc32c(from, to) != crc32c) {
                return false;
            }
            fill.publish(to);
        }
        advance(fill);
        return true;
    }

    private void advance(ChunkFill fill) {
        if (position < fill.length) {
            return;
        }
        position = 0;
        index++;
        if (fill.isWhole()) {
            arrived.accept(fill);
        }
    }

    /** The origin's turn: it goes on where the bytes end, and what it sends is readable at once. */
    OriginTurn originTurn(FetchMeter.OriginMeter meter) {
        ChunkFill fill = current();
        fill.rewind();
        position = fill.written();
        rest().forEach(next -> next.turn(true));
        return new OriginTurn(meter);
    }

    final class OriginTurn implements OriginSink {

        final CompletableFuture<@Nullable FillFailure> end = new CompletableFuture<>();
        private final FetchMeter.OriginMeter meter;

        private OriginTurn(FetchMeter.OriginMeter meter) {
            this.meter = meter;
        }

        @Override
        public void requested() {
            meter.requested();
        }

        @Override
        public void interrupted(Interruption how) {
            if (!whole()) {
                current().takeBackPlace();
            }
            meter.interrupted(how);
        }

        /** Where in the blob the read begins. */
        long offset() {
            return current().ref.offset() + position;
        }

        /** Bytes to the end of the run. */
        long length() {
            ChunkFill last = run.getLast();
            return last.ref.offset() + last.length - offset();
        }

        @Override
        public @Nullable ByteBuf place() {
            return whole() ? null : RunWriter.this.place(Integer.MAX_VALUE);
        }

        @Override
        public boolean accept(ByteBuffer bytes, Runnable resume) {
            while (bytes.hasRemaining() && !whole()) {
                if (!ready(resume)) {
                    return false;
                }
                ChunkFill fill = current();
                int before = bytes.remaining();
                write(bytes);
                meter.received(before - bytes.remaining());
                fill.publish(position);
                advance(fill);
            }
            return true;
        }

        @Override
        public @Nullable String warmUpOf() {
            return isUrgent() ? null : run.getFirst().ref.revision().dataset().uid();
        }

        @Override
        public boolean wanted() {
            return RunWriter.this.wanted();
        }

        @Override
        public void end(@Nullable FillFailure failure) {
            end.complete(failure);
        }
    }
}
