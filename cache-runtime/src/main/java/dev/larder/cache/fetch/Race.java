package dev.larder.cache.fetch;

import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A run that two sources are asked for: whose first byte comes first fills it, the other is told that nobody wants its
 * bytes, and ends. So the run is written by one source, as always. Thread-safe between the lanes.
 */
final class Race {

    private final RunSink run;
    private final ChunkId first;
    private final int firstLength;
    private final CompletableFuture<Lane> begun = new CompletableFuture<>();

    /** @param run at the beginning of a source's turn */
    Race(RunSink run) {
        this.run = run;
        this.first = run.chunk();
        this.firstLength = run.chunkLength();
    }

    Lane lane() {
        return new Lane();
    }

    /** Completes with the lane that has a byte. */
    CompletableFuture<Lane> begun() {
        return begun;
    }

    /** What one of the sources fills. */
    final class Lane implements RunSink {

        private @Nullable Lane winner() {
            return begun.getNow(null);
        }

        private boolean leads() {
            return winner() == this;
        }

        @Override
        public boolean wanted() {
            Lane winner = winner();
            return (winner == null || winner == this) && run.wanted();
        }

        @Override
        public boolean whole() {
            return leads() && run.whole();
        }

        /** Asked when there are bytes: who asks first wins. The other waits until it sees that it is not wanted. */
        @Override
        public boolean ready(Runnable resume) {
            begun.complete(this);
            return leads() && run.ready(resume);
        }

        @Override
        public ChunkId chunk() {
            return leads() ? run.chunk() : first;
        }

        @Override
        public int chunkLength() {
            return leads() ? run.chunkLength() : firstLength;
        }

        @Override
        public @Nullable ByteBuf place(int most) {
            return leads() ? run.place(most) : null;
        }

        @Override
        public void write(ByteBuffer bytes) {
            run.write(bytes);
        }

        @Override
        public boolean verify(ChunkId chunk, int crc32c, int from, int to) {
            return run.verify(chunk, crc32c, from, to);
        }
    }
}
