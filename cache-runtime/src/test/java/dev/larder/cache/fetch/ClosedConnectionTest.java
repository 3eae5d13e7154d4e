package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.http.EventLoops;
import dev.larder.cache.peer.LinkBudgets;
import dev.larder.cache.peer.PeerClient;
import dev.larder.cache.peer.PeerLimits;
import dev.larder.cache.read.FillFailure;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.broadcast.Slowness;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.manifest.ManifestId;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A peer that ends each connection as soon as it is open, perhaps before the request is on its way. */
class ClosedConnectionTest {

    private static final int READS = 400;

    @Test
    void everyReadEnds() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
                EventLoops loops = EventLoops.start("closed", 2);
                PeerClient client = new PeerClient(
                        "n1",
                        loops,
                        PeerLimits.defaults(),
                        new LinkBudgets(
                                () -> {
                                    throw new IllegalStateException("no map is needed");
                                },
                                () -> NetworkBudgets.DEFAULT,
                                0,
                                System::nanoTime),
                        null)) {
            Thread.ofVirtual().start(() -> end(server));
            FetchPlan.Peer peer = new FetchPlan.Peer("n0", "127.0.0.1", server.getLocalPort());
            SourceSpeeds speeds = new SourceSpeeds(new Slowness(2, 5), System::nanoTime);
            PeerReads.Run run =
                    new PeerReads.Run(new ManifestId("ab".repeat(32)), 0, 0, 1, PeerReads.Mode.HELD, 1, 1, true, null);
            List<CompletableFuture<@Nullable FillFailure>> ends = new ArrayList<>();
            for (int i = 0; i < READS; i++) {
                ends.add(client.read(peer, run, new OneChunk(), bytes -> {}, speeds.begin(peer, true, false)));
            }
            for (CompletableFuture<@Nullable FillFailure> end : ends) {
                FillFailure failure = end.get(60, TimeUnit.SECONDS);
                assertThat(failure).isNotNull();
                assertThat(failure.reason()).isEqualTo(FillFailure.Reason.PEER_UNREACHABLE);
            }
        }
    }

    private static void end(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                server.accept().close();
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Takes nothing, as nothing comes. */
    private static final class OneChunk implements RunSink {
        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public boolean whole() {
            return false;
        }

        @Override
        public boolean ready(Runnable resume) {
            return true;
        }

        @Override
        public @Nullable ByteBuf place(int most) {
            return null;
        }

        @Override
        public ChunkId chunk() {
            return new ChunkId(7, 1);
        }

        @Override
        public int chunkLength() {
            return 1_000;
        }

        @Override
        public void write(ByteBuffer bytes) {
            throw new AssertionError("no bytes were sent");
        }

        @Override
        public boolean verify(ChunkId chunk, int crc32c, int from, int to) {
            return false;
        }
    }
}
