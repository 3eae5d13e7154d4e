package dev.larder.cache.blob;

import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.store.BlockSums;
import dev.larder.cache.store.StoredChunk;
import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that are on disk in one file, unless a test says what becomes of one. Counts what is pinned and not given
 * back.
 */
final class FakeReads implements ChunkReads, AutoCloseable {

    private final SampleTree tree;
    private final FileChannel file;
    private final Map<String, Long> starts = new HashMap<>();
    private final Map<ChunkId, ChunkRef> known = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final List<Long> opened = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable Script script;
    private volatile boolean verified = true;
    private volatile @Nullable ColdDisk cold;

    FakeReads(SampleTree tree, Path directory) {
        this.tree = tree;
        try {
            file = FileChannel.open(
                    directory.resolve("chunks"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            for (var path : tree.paths()) {
                starts.put(path, file.size());
                file.write(ByteBuffer.wrap(tree.bytes(path)), file.size());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What becomes of a chunk with these bytes; null for "it is on disk". */
    void script(Script decides) {
        script = decides;
    }

    interface Script {
        @Nullable
        CompletableFuture<ReadOutcome> apply(ChunkRef chunk, byte[] bytes);
    }

    /** Chunks come as after a restart: not yet compared with their checksums. */
    void unverified() {
        verified = false;
    }

    /** From now on nothing is in memory unless it was read in. */
    void cold(ColdDisk disk) {
        cold = disk;
    }

    /** Chunks and fills that are out and not closed. */
    int open() {
        return open.get();
    }

    /** Indices in the order they were asked for. */
    List<Long> opened() {
        synchronized (opened) {
            return List.copyOf(opened);
        }
    }

    FakeFill fill(byte[] bytes) {
        return new FakeFill(bytes, open);
    }

    @Override
    public CompletableFuture<ReadOutcome> open(ChunkRef chunk, Demand demand) {
        opened.add(chunk.chunk());
        known.put(chunk.id(), chunk);
        var decides = script;
        if (decides == null) {
            return CompletableFuture.completedFuture(hit(chunk));
        }
        int from = (int) chunk.offset();
        var bytes = Arrays.copyOfRange(tree.bytes(chunk.entry().path()), from, from + chunk.length());
        var decided = decides.apply(chunk, bytes);
        return decided != null ? decided : CompletableFuture.completedFuture(hit(chunk));
    }

    /** Whatever was opened before, unless a test decides what becomes of chunks. */
    @Override
    public @Nullable StoredChunk stored(ChunkId id) {
        var chunk = script == null && verified ? known.get(id) : null;
        return chunk != null && hit(chunk) instanceof ReadOutcome.Hit(var stored) ? stored : null;
    }

    ReadOutcome hit(ChunkRef chunk) {
        var start = starts.get(chunk.entry().path());
        if (start == null) {
            throw new IllegalArgumentException(chunk.toString());
        }
        open.incrementAndGet();
        return new ReadOutcome.Hit(new Stored(chunk, start + chunk.offset()));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private final class Stored implements StoredChunk {

        private final ChunkRef chunk;
        private final long position;
        private boolean closed;
        private volatile boolean good = verified;

        Stored(ChunkRef chunk, long position) {
            this.chunk = chunk;
            this.position = position;
        }

        @Override
        public ChunkId id() {
            return chunk.id();
        }

        @Override
        public int length() {
            return chunk.length();
        }

        @Override
        public int crc32c() {
            return 0;
        }

        @Override
        public FileChannel channel() {
            var disk = cold;
            if (disk != null) {
                disk.touched(position, position + length());
            }
            return file;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public int sumsBytes() {
            return 0;
        }

        @Override
        public @Nullable BlockSums sums() {
            return null;
        }

        @Override
        public boolean resident(int from, int length) {
            var disk = cold;
            return disk == null || disk.resident(position + from, length);
        }

        @Override
        public boolean readIn(int from, int length) {
            var disk = cold;
            return disk == null || disk.readIn(position + from, length);
        }

        @Override
        public boolean verified() {
            return good;
        }

        @Override
        public boolean verify() {
            good = !chunk.entry().path().startsWith("damaged");
            verified = true;
            return good;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
