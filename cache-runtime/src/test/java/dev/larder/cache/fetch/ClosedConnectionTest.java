package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.http.EventLoops;
import dev.larder.cache.peer.LinkBudgets;
import dev.larder.cache.peer.PeerClient;
import dev.larder.cache.peer.PeerLimits;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.broadcast.Slowness;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.manifest.ManifestId;
import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that the peer ends, or knows nothing of, perhaps before the request is on its way. */
class ClosedConnectionTest {

    private static final int READS = 400;
    private static final int KEPT = 5;

    private final ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    private final EventLoops loops = EventLoops.start("closed", 2);
    private final PeerClient client = new PeerClient(
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
            null);
    private final SourceSpeeds speeds = new SourceSpeeds(new Slowness(2, 5), System::nanoTime);

    ClosedConnectionTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        client.close();
        loops.close();
        server.close();
    }

    @Test
    void everyReadEnds() throws Exception {
        serve(Socket::close);

        for (CompletableFuture<@Nullable FillFailure> end : begin(READS)) {
            assertThat(reason(end)).isEqualTo(Reason.PEER_UNREACHABLE);
        }
    }

    @Test
    void aPeerIsReachedAgainThoughAllConnectionsOfBeforeAreDead() throws Exception {
        var together = new CyclicBarrier(KEPT);
        serve(socket -> {
            awaitRequest(socket);
            together.await(60, TimeUnit.SECONDS);
            refuse(socket);
            awaitRequest(socket);
            // As a machine answers that knows of no such connection: with a reset.
            socket.setSoLinger(true, 0);
            socket.close();
        });
        for (CompletableFuture<@Nullable FillFailure> end : begin(KEPT)) {
            assertThat(reason(end)).isEqualTo(Reason.NOT_HELD);
        }

        serving = socket -> {
            awaitRequest(socket);
            refuse(socket);
        };

        for (CompletableFuture<@Nullable FillFailure> end : begin(1)) {
            assertThat(reason(end)).isEqualTo(Reason.NOT_HELD);
        }
    }

    private List<CompletableFuture<@Nullable FillFailure>> begin(int reads) {
        FetchPlan.Peer peer = new FetchPlan.Peer("n0", "127.0.0.1", server.getLocalPort());
        PeerReads.Run run =
                new PeerReads.Run(new ManifestId("ab".repeat(32)), 0, 0, 1, PeerReads.Mode.HELD, 1, 1, true, null);
        return Stream.generate(
                        () -> client.read(peer, run, new OneChunk(), bytes -> {}, speeds.begin(peer, true, false)))
                .limit(reads)
                .toList();
    }

    private static Reason reason(CompletableFuture<@Nullable FillFailure> end) throws Exception {
        FillFailure failure = end.get(60, TimeUnit.SECONDS);
        assertThat(failure).isNotNull();
        return failure.reason();
    }

    /** What becomes of a connection. */
    private interface Serving {
        void serve(Socket socket) throws Exception;
    }

    private volatile Serving serving = Socket::close;

    private void serve(Serving how) {
        serving = how;
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Serving now = serving;
                    Thread.ofVirtual().start(() -> {
                        try {
                            now.serve(socket);
                        } catch (Exception gone) {
                            // The client ended it.
                            return;
                        }
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void awaitRequest(Socket socket) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException("no further request");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
    }

    private static void refuse(Socket socket) throws IOException {
        String answer = "HTTP/1.1 404 Not Found\r\nlarder-reason: NOT_HELD\r\nContent-Length: 0\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
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
