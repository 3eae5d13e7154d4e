package dev.larder.bench.dataplane;

import dev.larder.bench.surroundings.Content;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One client connection: asks, checks status, length and bytes, asks again. Used by one thread. */
final class Reader implements AutoCloseable {
    private static final int BUFFER = 256 << 10;

    private final SocketChannel socket;
    private final Order order;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private long firstByteAt;
    private long wrong;

    private Reader(SocketChannel socket, Order order) {
        this.socket = socket;
        this.order = order;
    }

    static Reader connect(Order order, int number) throws IOException {
        int port = order.ports().get(number % order.ports().size());
        var socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new Reader(socket, order);
    }

    /** {@link System#nanoTime} when the last answer's body began. */
    long firstByteAt() {
        return firstByteAt;
    }

    /** Answers with wrong bytes so far. */
    long wrong() {
        return wrong;
    }

    /** Reads the bytes of a blob from {@code from}, at most as many as the order's requests have; returns how many. */
    long read(int blob, long from) throws IOException {
        String path = order.path(blob);
        long length = Math.min(order.request(), order.blobBytes() - from);
        boolean part = order.rangeBytes() > 0;
        String range = part ? "Range: bytes=" + from + "-" + (from + length - 1) + "\r\n" : "";
        write("GET " + order.target() + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + range + "\r\n");
        buffer.clear();
        String head = head();
        String status = part ? "HTTP/1.1 206 " : "HTTP/1.1 200 ";
        if (!head.startsWith(status) || !head.toLowerCase(Locale.ROOT).contains("content-length: " + length + "\r")) {
            throw new IOException("asked for " + length + " bytes of " + path + ", answered:\n" + head + "\n"
                    + StandardCharsets.UTF_8.decode(buffer));
        }
        firstByteAt = 0;
        body(Content.of(path), from, length);
        return length;
    }

    private void write(String request) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /** Leaves what follows it between position and limit. */
    private String head() throws IOException {
        int searched = 0;
        while (true) {
            if (socket.read(buffer) < 0) {
                throw new EOFException("the server closed the connection");
            }
            for (; searched + 4 <= buffer.position(); searched++) {
                if (buffer.getInt(searched) == 0x0d0a0d0a) {
                    byte[] head = new byte[searched + 2];
                    buffer.get(0, head);
                    buffer.flip().position(searched + 4);
                    return new String(head, StandardCharsets.ISO_8859_1);
                }
            }
        }
    }

    private void body(Content content, long from, long length) throws IOException {
        long at = from;
        long end = from + length;
        boolean good = true;
        while (true) {
            if (buffer.hasRemaining()) {
                if (firstByteAt == 0) {
                    firstByteAt = System.nanoTime();
                }
                good &= check(content, at);
                at += buffer.remaining();
            }
            if (at >= end) {
                break;
            }
            buffer.clear();
            if (end - at < buffer.capacity()) {
                buffer.limit((int) (end - at));
            }
            if (socket.read(buffer) < 0) {
                throw new EOFException("the answer ended " + (end - at) + " bytes early");
            }
            buffer.flip();
        }
        if (at != end) {
            throw new IOException("the answer was " + (at - end) + " bytes too long");
        }
        wrong += good ? 0 : 1;
    }

    private boolean check(Content content, long at) {
        if (order.check() == 1) {
            for (int i = buffer.position(); i < buffer.limit(); i++) {
                if (buffer.get(i) != content.at(at + i - buffer.position())) {
                    return false;
                }
            }
            return true;
        }
        long step = order.check();
        long first = (at + step - 1) / step * step;
        for (long offset = first; offset + 8 <= at + buffer.remaining(); offset += step) {
            if (buffer.getLong((int) (buffer.position() + offset - at)) != content.word(offset)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
