package dev.larder.cache.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Stands between a client and the service, and notes what goes through. For requests without a body. */
final class PairRecorder implements AutoCloseable {
    private static final int BACKLOG = 256;
    private static final int HEAD_LIMIT = 64 << 10;

    private final InetSocketAddress service;
    private final ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final Set<RecordedPair> pairs = Collections.synchronizedSet(new LinkedHashSet<>());

    PairRecorder(InetSocketAddress service) throws IOException {
        this.service = service;
        Thread.ofVirtual().name("recorder").start(this::accept);
    }

    String authority() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Each pair once, in the order in which they first came. */
    String text() {
        synchronized (pairs) {
            return pairs.stream().map(RecordedPair::text).collect(Collectors.joining("\n"));
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            String closing = head.replaceAll("(?im)^connection:.*\r\n", "")
                    .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
            RawAnswer answer = RawAnswer.of(service, closing);
            pairs.add(RecordedPair.of(head.strip().split("\r\n"), answer));
            client.getOutputStream().write(answer.bytes());
        } catch (IOException e) {
            throw new IllegalStateException("recording broke", e);
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < HEAD_LIMIT && head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
