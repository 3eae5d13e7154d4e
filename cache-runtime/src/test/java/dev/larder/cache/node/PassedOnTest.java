package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
        /** Reads a chunk whole; false if it is this node's. */
        boolean whole(int chunk) throws Exception {
            switch (open(chunk)) {
                case ReadOutcome.Filling(FillReader fill) -> {
                    on(fill, chunk, 0, CHUNK);
                    fill.close();
                    return true;
                }
                case ReadOutcome.Hit hit -> hit.chunk().close();
                case ReadOutcome.Unavailable unavailable ->
                    throw new IOException(unavailable.why().toString());
            }
            return false;
        }

        ReadOutcome open(int chunk) {
            ChunkRef ref = new ChunkRef(revision, 0, revision.manifest().entry(0), chunk);
            return node.reads().open(ref, Demand.FOREGROUND).join();
        }

        FillReader filling(int chunk) {
            return ((ReadOutcome.Filling) open(chunk)).fill();
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
            CacheNode node = cluster.node("n0");
            Read read = new Read(node, cluster.revision(node, id), data.bytes("x"));
            OriginCounts warm = origin.probe().counts();

            // Nobody reads a chunk again before memory would have been full: that it does not pay to keep them is
            // learned.
            long remote = 0;
            for (int round = 0; round < 4; round++) {
                for (int chunk = 0; chunk < CHUNKS; chunk++) {
                    remote += read.whole(chunk) ? 1 : 0;
                }
            }
            assertThat(remote).isGreaterThan(150);
            assertThat(cluster.report(node, id).peerBytes()).isEqualTo(remote * CHUNK);

            int chunk = 0;
            while (!read.whole(chunk)) {
                chunk++;
            }
            remote++;
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
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }
}
