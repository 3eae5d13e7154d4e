package dev.larder.cache.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** A port that leads to another one; what comes back comes slowly. */
final class SlowLink implements AutoCloseable {

    private static final int GRAIN = 8 << 10;

    private final ServerSocket server = new ServerSocket();
    private final int to;
    private final long nanosPerGrain;
    private int lost;

    /** @param bytesPerSecond of each connection */
    SlowLink(int to, int bytesPerSecond) throws IOException {
        this(to, bytesPerSecond, 0);
    }

    /** @param lost connections that end before a byte has come, the first ones */
    SlowLink(int to, int bytesPerSecond, int lost) throws IOException {
        this.to = to;
        this.lost = lost;
        this.nanosPerGrain = 1_000_000_000L * GRAIN / bytesPerSecond;
        // Else megabytes wait in buffers that look like speed.
        server.setReceiveBufferSize(GRAIN);
        server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                if (lost > 0) {
                    lost--;
                    from.close();
                    continue;
                }
                Socket on = new Socket(InetAddress.getLoopbackAddress(), to);
                Thread.ofVirtual().start(() -> copy(from, on, 0));
                Thread.ofVirtual().start(() -> copy(on, from, nanosPerGrain));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void copy(Socket from, Socket to, long nanosPerGrain) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] grain = new byte[GRAIN];
            for (int count = in.read(grain); count >= 0; count = in.read(grain)) {
                out.write(grain, 0, count);
                LockSupport.parkNanos(nanosPerGrain * count / GRAIN);
            }
        } catch (IOException gone) {
            // Either side ended it.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
