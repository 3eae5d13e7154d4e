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
import java.util.zip.CRC32C;

/** A member of the map that does what a broken or hostile node might. */
final class FakePeer implements AutoCloseable {

    enum Behaviour {
        /** A whole chunk of wrong bytes with a CRC that is not theirs. */
        CORRUPT,
        /** A whole chunk with a CRC that is right, but it is another chunk than was asked for. */
        OTHER_CHUNK,
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
                    piece(out, chunk(12345));
                    in.read();
                }
                case OTHER_CHUNK -> {
                    CRC32C crc = new CRC32C();
                    crc.update(new byte[TestCluster.GEOMETRY.chunkBytes()]);
                    piece(out, chunk((int) crc.getValue()));
                    in.read();
                }
                case SILENT -> in.read();
                case CUT ->
                    piece(out, ByteBuffer.allocate(100_025).put((byte) 2).position(100_025));
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

    private static ByteBuffer chunk(int crc32c) {
        byte[] bytes = new byte[TestCluster.GEOMETRY.chunkBytes()];
        return ByteBuffer.allocate(25 + bytes.length)
                .put((byte) 3)
                .putLong(1)
                .putLong(2)
                .putInt(0)
                .putInt(crc32c)
                .put(bytes);
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
