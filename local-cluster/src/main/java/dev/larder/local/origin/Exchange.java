package dev.larder.local.origin;

import dev.larder.local.origin.Mischief.Verdict;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Serves one client connection: passes request after request on to the target and the answers back, byte for byte,
 * with at most one buffer's worth in memory each way. Runs in a virtual thread of its own.
 */
final class Exchange implements AutoCloseable {
    private static final long REUSE_NANOS = 1_000_000_000L;
    private static final String BUSY_BODY = """
            <?xml version="1.0" encoding="utf-8"?><Error><Code>ServerBusy</Code>\
            <Message>Operations per second is over the account limit.</Message></Error>""";

    private final Wire client;
    private final InetSocketAddress target;
    private final Ledger ledger;
    private final Mischief mischief;
    private final ByteBuffer targetBuffer = Wire.newBuffer();
    private @Nullable Wire server;

    Exchange(Wire client, InetSocketAddress target, Ledger ledger, Mischief mischief) {
        this.client = client;
        this.target = target;
        this.ledger = ledger;
        this.mischief = mischief;
    }

    /** Returns when the client or a fault ends the connection. */
    void run() throws IOException {
        boolean more = true;
        while (more) {
            var request = client.readHead();
            if (request == null) {
                return;
            }
            var line = RequestLine.of(request);
            ledger.arrived(line);
            try {
                more = answer(request, line);
            } finally {
                ledger.finished();
            }
        }
    }

    private boolean answer(Head request, RequestLine line) throws IOException {
        return switch (mischief.judge(line)) {
            case Verdict.Pass pass -> pass(request, line, pass);
            case Verdict.Busy _ -> refuse(request);
            case Verdict.Hang _ -> {
                client.skip(Long.MAX_VALUE);
                yield false;
            }
        };
    }

    private boolean refuse(Head request) throws IOException {
        ledger.answered(503);
        boolean head = request.method().equals("HEAD");
        if (!request.chunked()) {
            client.skip(Math.max(0, request.contentLength()));
        }
        var answer = "HTTP/1.1 503 Operations per second is over the account limit.\r\nx-ms-error-code: ServerBusy\r\n"
                + "Content-Type: application/xml\r\nContent-Length: " + BUSY_BODY.length() + "\r\n\r\n"
                + (head ? "" : BUSY_BODY);
        client.write(answer.getBytes(StandardCharsets.US_ASCII));
        return !request.chunked() && !request.closes();
    }

    private boolean pass(Head request, RequestLine line, Verdict.Pass verdict) throws IOException {
        long until = System.nanoTime() + verdict.delayNanos();
        for (long left = verdict.delayNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
        }
        var response = forward(request);
        while (response.status() < 200) {
            client.write(response.raw());
            sendBody(request);
            response = required(server().readHead());
        }
        int status = response.status();
        ledger.answered(status);
        client.write(response.raw());
        boolean bodiless = line.method().equals("HEAD") || status == 204 || status == 304;
        if (!bodiless) {
            boolean data = line.kind() == OriginRequest.Kind.GET_BLOB && (status == 200 || status == 206);
            copyBody(response, new Metered(line, data, verdict));
        }
        boolean untilClosed = !bodiless && !response.chunked() && response.contentLength() < 0;
        return !untilClosed && !response.closes() && !request.closes();
    }

    /** Sends the request and returns the first head of the answer, over a new connection if the old one was stale. */
    private Head forward(Head request) throws IOException {
        boolean waits = request.header("Expect").equalsIgnoreCase("100-continue");
        boolean body = request.chunked() || request.contentLength() > 0;
        if (server != null && body && server.idleNanos() > REUSE_NANOS) {
            // A body cannot be sent twice, so it must not meet a connection that the server is about to end.
            drop();
        }
        boolean fresh = server == null;
        try {
            server().write(request.raw());
            if (body && !waits) {
                sendBody(request);
            }
            var head = server().readHead();
            if (head != null || fresh || body) {
                return required(head);
            }
        } catch (IOException e) {
            if (fresh || body) {
                throw e;
            }
        }
        drop();
        server().write(request.raw());
        return required(server().readHead());
    }

    private void sendBody(Head request) throws IOException {
        if (request.chunked()) {
            client.copyChunksTo(server(), bytes -> bytes);
        } else {
            client.copyTo(server(), Math.max(0, request.contentLength()), bytes -> bytes);
        }
    }

    private void copyBody(Head response, Wire.Gate gate) throws IOException {
        if (response.chunked()) {
            server().copyChunksTo(client, gate);
        } else {
            server().copyTo(client, response.contentLength(), gate);
        }
    }

    private static Head required(@Nullable Head head) throws IOException {
        if (head == null) {
            throw new EOFException("the target ended the connection without an answer");
        }
        return head;
    }

    private Wire server() throws IOException {
        var wire = server;
        if (wire == null) {
            wire = Wire.connect(target, targetBuffer);
            server = wire;
        }
        return wire;
    }

    private void drop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public void close() {
        drop();
        client.close();
    }

    /** Counts, slows down and cuts one answer. */
    private final class Metered implements Wire.Gate {
        private final RequestLine line;
        private final boolean data;
        private final Verdict.Pass verdict;
        private long left;

        Metered(RequestLine line, boolean data, Verdict.Pass verdict) {
            this.line = line;
            this.data = data;
            this.verdict = verdict;
            this.left = verdict.cutAfter();
        }

        @Override
        public int pass(int bytes) throws IOException {
            int allowed = bytes;
            if (bytes > left) {
                if (mischief.cuts()) {
                    allowed = (int) left;
                } else {
                    left = Long.MAX_VALUE;
                }
            }
            left -= allowed;
            ledger.sending(line, data, allowed);
            if (verdict.throttled()) {
                mischief.throttle(allowed);
            }
            return allowed;
        }
    }
}
