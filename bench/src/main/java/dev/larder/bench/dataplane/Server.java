package dev.larder.bench.dataplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** A contestant on 127.0.0.1. */
record Server(String name, int port, Program program) implements AutoCloseable {
    /** Eight JVMs that start on one core take more than 30 seconds; nothing here measures that. */
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(120);

    private static final int PAUSE_MILLIS = 20;

    /** Waits until it takes connections. */
    Server started() throws IOException, InterruptedException {
        for (long began = System.nanoTime(); ; ) {
            program.requireAlive();
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return this;
            } catch (IOException notYet) {
                if (System.nanoTime() - began > READY_NANOS) {
                    throw new IOException(name + " does not answer:\n" + program.tail(), notYet);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** One that nobody has; others may take it before it is used. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
