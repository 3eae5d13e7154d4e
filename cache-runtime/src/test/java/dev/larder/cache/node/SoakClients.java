package dev.larder.cache.node;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Clients of {@link SoakTest}, each with a connection of its own every time. Counts what they saw. */
final class SoakClients {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int SIP = 32 << 10;
    private static final int READS = 8;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private static final List<String> HARM = List.of(
            "\u0000\u0001\u0002 nonsense\r\n\r\n",
            "GET /",
            "GET /larder/soak/b0 HTTP/1.1\r\nHost: x\r\nX-Long: " + "y".repeat(100_000) + "\r\n\r\n",
            "GET /larder/soak/b0 HTTP/1.1\r\nHost: x\r\nRange: bytes=9-2\r\n\r\n",
            "GET /larder/soak/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /larder/soak/b0 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nshort",
            "GET /larder/soak/b0 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n",
            // Asks for much and reads nothing.
            "GET /larder/soak/b1 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50));

    private final List<InetSocketAddress> nodes;
    private final TestData data;
    private final Random random;
    private final Map<String, LongAdder> seen;

    /** What a client does, once. */
    @FunctionalInterface
    interface Kind {
        void once() throws IOException;
    }

    /** @param seen shared with others; guarded by itself */
    SoakClients(List<InetSocketAddress> nodes, TestData data, Random random, Map<String, LongAdder> seen) {
        this.nodes = nodes;
        this.data = data;
        this.random = random;
        this.seen = seen;
    }

    List<Kind> kinds() {
        return List.of(this::fast, this::curious, this::slow, this::vanishing, this::harmful);
    }

    /** Every large blob once. */
    void warmUp() throws IOException {
        for (int i = 0; i < SoakTest.BLOBS; i++) {
            String path = "b" + i;
            try (Socket socket = connect()) {
                ask(socket, path, "");
                check("warm-up", socket.getInputStream(), data.bytes(path), 0);
            }
        }
    }

    /** Some ranges of blobs over one connection. */
    private void fast() throws IOException {
        try (Socket socket = connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < READS; i++) {
                String path = path();
                byte[] whole = data.bytes(path);
                int from = below(whole.length);
                int to = from + below(whole.length - from);
                ask(socket, path, "x-ms-range: bytes=" + from + "-" + to + "\r\n");
                check("fast", in, Arrays.copyOfRange(whole, from, to + 1), 0);
            }
        }
    }

    /** Small blobs that hardly anybody has read. */
    private void curious() throws IOException {
        try (Socket socket = connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < READS; i++) {
                String path = "s" + below(SoakTest.SMALL_BLOBS);
                ask(socket, path, "");
                check("curious", in, data.bytes(path), 0);
            }
        }
    }

    private void slow() throws IOException {
        String path = path();
        try (Socket socket = connect()) {
            ask(socket, path, "");
            check("slow", socket.getInputStream(), data.bytes(path), PAUSE);
        }
    }

    private void vanishing() throws IOException {
        try (Socket socket = connect()) {
            ask(socket, path(), "");
            socket.getInputStream().readNBytes(below(200_000));
            socket.setSoLinger(true, 0);
        }
        count("vanished");
    }

    private void harmful() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(HARM.get(below(HARM.size())).getBytes(StandardCharsets.ISO_8859_1));
            LockSupport.parkNanos(PAUSE * below(10));
        }
        count("harmed");
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(nodes.get(below(nodes.size())), TIMEOUT_MILLIS);
        return socket;
    }

    private void ask(Socket socket, String path, String headers) throws IOException {
        String head = "GET /larder/soak/" + path + " HTTP/1.1\r\nHost: cache\r\n" + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** @param pause nanoseconds between sips */
    private void check(String who, InputStream in, byte[] expected, long pause) throws IOException {
        String head = head(in);
        String status = head.substring(9, 12);
        count(who + " " + status);
        if (!status.startsWith("20")) {
            throw new AssertionError(who + " was answered " + head);
        }
        for (int at = 0; at < expected.length; ) {
            byte[] sip = in.readNBytes(Math.min(SIP, expected.length - at));
            if (sip.length == 0) {
                throw new EOFException(who + " got " + at + " of " + expected.length + " bytes");
            }
            if (!Arrays.equals(sip, 0, sip.length, expected, at, at + sip.length)) {
                throw new AssertionError(who + " got wrong bytes");
            }
            at += sip.length;
            if (pause > 0) {
                LockSupport.parkNanos(pause);
            }
        }
    }

    /** Of an answer: its first line and headers. */
    static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended in a head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private void count(String what) {
        synchronized (seen) {
            seen.computeIfAbsent(what, any -> new LongAdder()).increment();
        }
    }

    private String path() {
        return "b" + below(SoakTest.BLOBS);
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }
}
