package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.store.StoredChunk;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that another node keeps, read whole at one that keeps none of it, by clients who do not come back for them. */
class PassedOnTest {

    private static final int CHUNK = 512 << 10;
    private static final int CHUNKS = 120;
    private static final Geometry GEOMETRY = new Geometry(CHUNK, 4 * CHUNK);

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    /** The blob as it is read at one node. */
    private record Read(CacheNode node, DatasetRevision revision, byte[] expected) {
        /** The next chunk that is not this node's. */
        int other(int after) {
            for (int i = 1; i <= CHUNKS; i++) {
                int chunk = (after + i) % CHUNKS;
                StoredChunk stored = node.reads().stored(ref(chunk).id());
                if (stored == null) {
                    return chunk;
                }
                stored.close();
            }
            throw new AssertionError("all are here");
        }

        ChunkRef ref(int chunk) {
            return new ChunkRef(revision, 0, revision.manifest().entry(0), chunk);
        }

        FillReader filling(int chunk) {
            ReadOutcome outcome =
                    node.reads().open(ref(chunk), Demand.FOREGROUND).join();
            return ((ReadOutcome.Filling) outcome).fill();
        }

        /** As a client who wants the whole chunk. */
        void on(FillReader fill, int chunk, int from, int to) throws Exception {
            int at = from;
            Semaphore more = new Semaphore(0);
            while (at < to) {
                int available = fill.available();
                int count = Math.min(Math.min(available, to) - at, FillReader.BLOCK);
                if (count <= 0) {
                    assertThat(fill.failure()).isNull();
                    fill.onProgress(available, more::release);
                    assertThat(more.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                    continue;
                }
                byte[] bytes = new byte[count];
                ByteBuf part = fill.read(at, count);
                part.readBytes(bytes).release();
                int offset = chunk * CHUNK + at;
                assertThat(Arrays.equals(bytes, 0, count, expected, offset, offset + count))
                        .isTrue();
                at += count;
                fill.passed(at);
            }
        }
    }

    @Test
    void areAskedForOncePerReaderWhoComesLateAndNeverOfTheOrigin() throws Exception {
        TestData data = new TestData(origin, "passed-on").blob("x", CHUNKS * CHUNK);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL, GEOMETRY);
            cluster.awaitWarm(id, data.totalBytes());
            // Most are the other's.
            CacheNode node = Stream.of("n0", "n1")
                    .map(cluster::node)
                    .min(Comparator.comparingLong(
                            each -> cluster.report(each, id).heldBytes()))
                    .orElseThrow();
            assertThat(cluster.report(node, id).heldBytes()).isLessThanOrEqualTo(data.totalBytes() / 2);
            Read read = new Read(node, cluster.revision(node, id), data.bytes("x"));
            OriginCounts warm = origin.probe().counts();

            // Nobody reads a chunk again before memory would have been full: that it does not pay to keep them is
            // learned after 133 reads. The 32 before stay in memory; what is read here after them is others.
            int chunk = -1;
            long remote = 0;
            for (; remote < 150; remote++) {
                chunk = read.other(chunk);
                FillReader only = read.filling(chunk);
                read.on(only, chunk, 0, CHUNK);
                only.close();
            }
            assertThat(cluster.report(node, id).peerBytes()).isEqualTo(remote * CHUNK);

            chunk = read.other(chunk);
            FillReader early = read.filling(chunk);
            FillReader follower = read.filling(chunk);
            remote++;
            read.on(early, chunk, 0, FillReader.BLOCK);
            read.on(follower, chunk, 0, FillReader.BLOCK);
            // Their first block is gone.
            FillReader late = read.filling(chunk);
            remote++;
            read.on(late, chunk, 0, CHUNK);
            read.on(early, chunk, FillReader.BLOCK, CHUNK);
            read.on(follower, chunk, FillReader.BLOCK, CHUNK);
            late.close();
            early.close();
            follower.close();

            assertThat(cluster.report(node, id).peerBytes()).isEqualTo(remote * CHUNK);

            // If some come late again and again, it pays to keep them.
            boolean joined = false;
            for (int i = 0; i < 4 && !joined; i++) {
                chunk = read.other(chunk);
                early = read.filling(chunk);
                read.on(early, chunk, 0, FillReader.BLOCK);
                late = read.filling(chunk);
                read.on(late, chunk, 0, CHUNK);
                read.on(early, chunk, FillReader.BLOCK, CHUNK);
                late.close();
                early.close();
                remote += 2;
                joined = cluster.report(node, id).peerBytes() == (remote - 1) * CHUNK;
            }
            assertThat(joined).isTrue();
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }
}
