package dev.larder.cache.feed;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A stream that ends with an error when nothing has come for a while; a request's own limit ends with its head. */
final class WatchedStream extends FilterInputStream {
    private final Thread watch;
    private volatile long received;
    private volatile boolean silent;

    /**
     * @param body one whose {@code close} ends a read that waits, as that of a response does
     * @param silence after which it is given up, at the latest after twice as long
     */
    WatchedStream(InputStream body, Duration silence) {
        super(body);
        watch = Thread.ofVirtual().start(() -> watch(silence));
    }

    private void watch(Duration silence) {
        try {
            for (long before = -1; before != received; ) {
                before = received;
                Thread.sleep(silence);
            }
            silent = true;
            in.close();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Then the reader is told by the stream itself.
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(to, offset, length);
        } catch (IOException e) {
            throw silent ? new IOException("sends nothing any more", e) : e;
        }
        if (silent) {
            throw new IOException("sends nothing any more");
        }
        received += Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        super.close();
    }
}
