package dev.larder.operator.nodes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that takes back what was read too much of it. Unlike {@link java.io.PushbackInputStream} it does not wait for
 * more while it has something: an event must not be held back until the next one comes. Not thread-safe but for closing.
 */
final class Rereadable extends FilterInputStream {
    private ByteArrayInputStream back = new ByteArrayInputStream(new byte[0]);

    Rereadable(InputStream in) {
        super(in);
    }

    /** They are read next. */
    void unread(byte[] bytes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes);
        back.transferTo(all);
        back = new ByteArrayInputStream(all.toByteArray());
    }

    @Override
    public int read() throws IOException {
        int one = back.read();
        return one >= 0 ? one : in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = back.read(target, offset, length);
        return read > 0 ? read : in.read(target, offset, length);
    }
}
