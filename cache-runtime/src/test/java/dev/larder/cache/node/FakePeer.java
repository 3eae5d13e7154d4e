package dev.larder.cache.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A member of the map that does what a broken or hostile node might. */
final class FakePeer implements AutoCloseable {

    enum Behaviour {
        /** A whole chunk of wrong bytes with a CRC that is not theirs. */
        CORRUPT,
        /** Says yes, then nothing. */
        SILENT,
        /** Half a block, then the connection ends. */
        CUT,
        /** Not frames at all. */
        GARBAGE,
        /** 200 and an empty body. */
        EMPTY
    }

    private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final Behaviour behaviour;
    private final AtomicInteger requests = new AtomicInteger();

    FakePeer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            requests.incrementAndGet();
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            switch (behaviour) {
                case CORRUPT -> {
                    byte[] chunk = new byte[TestCluster.GEOMETRY.chunkBytes()];
                    piece(
                            out,
                            ByteBuffer.allocate(5 + chunk.length)
                                    .put((byte) 3)
                                    .putInt(12345)
                                    .put(chunk));
                    in.read();
                }
                case SILENT -> in.read();
                case CUT ->
                    piece(
                            out,
                            ByteBuffer.allocate(100_005).put((byte) 2).putInt(1).position(100_005));
                case GARBAGE ->
                    piece(
                            out,
                            ByteBuffer.wrap("<html>what?</html>".getBytes(StandardCharsets.US_ASCII))
                                    .position(18));
                case EMPTY -> {
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    in.read();
                }
            }
        } catch (IOException gone) {
            // The node ended the connection, as it should.
            return;
        }
    }

    private static void piece(OutputStream out, ByteBuffer bytes) throws IOException {
        out.write((Integer.toHexString(bytes.position()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes.array(), 0, bytes.position());
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
