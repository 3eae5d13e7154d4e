package dev.larder.local.origin;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection, read through one small buffer. Used by one (virtual) thread. */
final class Wire implements AutoCloseable {
    private static final int HEAD_LIMIT = 64 * 1024;
    private static final int BUFFER = 128 * 1024;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final SocketChannel channel;
    private final ByteBuffer buffer;
    private long lastUsed = System.nanoTime();

    Wire(SocketChannel channel, ByteBuffer buffer) throws IOException {
        this.channel = channel;
        this.buffer = buffer.clear().flip();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    static Wire connect(InetSocketAddress address, ByteBuffer buffer) throws IOException {
        return new Wire(SocketChannel.open(address), buffer);
    }

    static ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(BUFFER);
    }

    long idleNanos() {
        return System.nanoTime() - lastUsed;
    }

    /** The next message's head, or null when the other side has ended the connection between messages. */
    @Nullable
    Head readHead() throws IOException {
        var head = new byte[1024];
        int length = 0;
        while (length < 4 || !Arrays.equals(head, length - 4, length, END_OF_HEAD, 0, 4)) {
            if (!buffer.hasRemaining() && !fill()) {
                if (length == 0) {
                    return null;
                }
                throw new EOFException("the connection ended inside a message's head");
            }
            if (length == head.length) {
                if (length == HEAD_LIMIT) {
                    throw new IOException("a message's head is longer than " + HEAD_LIMIT + " bytes");
                }
                head = Arrays.copyOf(head, length * 2);
            }
            head[length++] = buffer.get();
        }
        return Head.parse(Arrays.copyOf(head, length));
    }

    void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        lastUsed = System.nanoTime();
    }

    /** Is told of each run of body bytes just before it is passed on, and may take its time. */
    @FunctionalInterface
    interface Gate {
        /** @return how many of these bytes may pass; fewer than given ends the connection after them */
        int pass(int bytes) throws IOException;
    }

    /** Passes {@code length} bytes on; -1: all until the other side ends the connection. */
    void copyTo(Wire other, long length, Gate gate) throws IOException {
        long left = length < 0 ? Long.MAX_VALUE : length;
        while (left > 0) {
            if (!buffer.hasRemaining() && !fill()) {
                if (length < 0) {
                    return;
                }
                throw new EOFException(left + " bytes of a body are missing");
            }
            int size = (int) Math.min(left, buffer.remaining());
            int allowed = gate.pass(size);
            var run = buffer.slice(buffer.position(), allowed);
            other.write(run);
            buffer.position(buffer.position() + allowed);
            left -= allowed;
            if (allowed < size) {
                throw new CutException();
            }
        }
    }

    /** Passes a chunked body on, with its framing. */
    void copyChunksTo(Wire other, Gate gate) throws IOException {
        while (true) {
            var line = readLine();
            other.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            long size = chunkSize(line);
            if (size == 0) {
                String trailer;
                do {
                    trailer = readLine();
                    other.write((trailer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                } while (!trailer.isEmpty());
                return;
            }
            copyTo(other, size, gate);
            copyTo(other, 2, bytes -> bytes);
        }
    }

    /** Reads and drops {@code length} bytes. */
    void skip(long length) throws IOException {
        long left = length;
        while (left > 0) {
            if (!buffer.hasRemaining() && !fill()) {
                return;
            }
            int size = (int) Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + size);
            left -= size;
        }
    }

    private static long chunkSize(String line) throws IOException {
        try {
            return Long.parseLong(line.split(";", 2)[0].strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not the size of a chunk: " + line, e);
        }
    }

    private String readLine() throws IOException {
        var line = new StringBuilder();
        while (true) {
            if (!buffer.hasRemaining() && !fill()) {
                throw new EOFException("the connection ended inside a chunked body");
            }
            char c = (char) (buffer.get() & 0xff);
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
            if (line.length() > HEAD_LIMIT) {
                throw new IOException("a line of a chunked body is longer than " + HEAD_LIMIT + " bytes");
            }
        }
    }

    private boolean fill() throws IOException {
        buffer.clear();
        try {
            int n = channel.read(buffer);
            lastUsed = System.nanoTime();
            return n > 0;
        } finally {
            buffer.flip();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A fault was asked to cut the connection here. */
    static final class CutException extends IOException {
        private static final long serialVersionUID = 1;
    }
}
