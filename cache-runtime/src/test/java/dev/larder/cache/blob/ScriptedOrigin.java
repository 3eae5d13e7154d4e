package dev.larder.cache.blob;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin that a test scripts byte by byte. */
final class ScriptedOrigin implements AutoCloseable {

    private final ServerSocket listener;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script script = (socket, connection) -> {};

    /** What becomes of a connection, on a thread of its own; it is closed behind that. */
    interface Script {
        /** @param connection counted from 1 */
        void serve(Socket socket, int connection) throws IOException;
    }

    ScriptedOrigin() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            script.serve(socket, number);
        } catch (IOException gone) {
            // The node hung up.
        }
    }

    /** From the next connection on. */
    void script(Script next) {
        script = next;
    }

    int connections() {
        return connections.get();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/" + SampleTree.ACCOUNT);
    }

    static void say(Socket socket, String what) throws IOException {
        socket.getOutputStream().write(what.getBytes(StandardCharsets.US_ASCII));
    }

    /** The head of the next request, as text of Latin-1. */
    static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.append((char) next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
