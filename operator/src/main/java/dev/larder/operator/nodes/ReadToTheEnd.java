package dev.larder.operator.nodes;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A response that is not closed once it was read to its end. The client would then close the connection that it came on,
 * though that is back in the pool and may carry another request: an informer's list, or the renewal of the lease.
 */
final class ReadToTheEnd extends FilterInputStream {
    private volatile boolean ended;

    ReadToTheEnd(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        ended |= b < 0;
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        ended |= n < 0;
        return n;
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            super.close();
        }
    }
}
