package dev.larder.bench.surroundings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The storage account: serves files as Azure Blob serves blobs, whole and in ranges, counts what it sent, and waits before
 * each answer, or refuses what is more than so many requests per second, if told to. Everything that misses in a
 * contestant comes from here. A thread for each connection.
 */
public final class FileOrigin implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("(?im)^(?:x-ms-range|range): *bytes=(\\d+)-(\\d*)");
    private static final int HEAD_LIMIT = 32 << 10;
    private static final int BACKLOG = 1024;
    private static final int MOST_PER_CALL = 1 << 20;
    private static final String HEAD = """
            HTTP/1.1 %s\r
            Content-Length: %d\r
            Content-Type: application/octet-stream\r
            ETag: "%s"\r
            Last-Modified: %s\r
            Accept-Ranges: bytes\r
            x-ms-version: 2025-11-05\r
            x-ms-blob-type: BlockBlob\r
            x-ms-request-id: 00000000-0000-0000-0000-000000000000\r
            %s\r
            """;

    private static final String BUSY = """
            HTTP/1.1 503 The server is busy.\r
            Content-Length: 0\r
            x-ms-error-code: ServerBusy\r
            x-ms-request-id: 00000000-0000-0000-0000-000000000000\r
            \r
            """;

    private final Path root;
    private final ServerSocketChannel listener;
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final LongAdder refused = new LongAdder();
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable Allowance allowance;

    private FileOrigin(Path root, ServerSocketChannel listener) {
        this.root = root;
        this.listener = listener;
    }

    public static FileOrigin start(Path root) throws IOException {
        return start(root, InetAddress.getLoopbackAddress());
    }

    /** @param bind where it listens, at a port that is free */
    public static FileOrigin start(Path root, InetAddress bind) throws IOException {
        var listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(bind, 0), BACKLOG);
        var origin = new FileOrigin(root, listener);
        Thread.ofPlatform().daemon().name("origin").start(origin::accept);
        return origin;
    }

    /** Where a client finds the account. */
    public URI account() throws IOException {
        var address = (InetSocketAddress) listener.getLocalAddress();
        return URI.create(
                "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/" + Blobs.ACCOUNT);
    }

    public int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** Before the first byte of each answer from now on. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Answers more than so many requests per second with 503 from now on, but for bursts of a tenth of a second. */
    public void allow(int perSecond) {
        allowance = new Allowance(perSecond);
    }

    /** With those that were refused. */
    public long requests() {
        return requests.sum();
    }

    /** Answered 503. */
    public long refused() {
        return refused.sum();
    }

    /** Of blobs, not of heads. */
    public long bytes() {
        return bytes.sum();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel socket = listener.accept();
                Thread.ofPlatform().daemon().name("origin-client").start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // This is how it ends.
        }
    }

    private void serve(SocketChannel socket) {
        open.add(socket);
        try (socket) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer buffer = ByteBuffer.allocate(HEAD_LIMIT);
            while (true) {
                String head = head(socket, buffer);
                if (head == null) {
                    return;
                }
                Thread.sleep(delay);
                answer(socket, head);
            }
        } catch (IOException gone) {
            // The client's own affair.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** Null when the client has ended the connection. What it pipelines stays in the buffer. */
    private static @Nullable String head(SocketChannel socket, ByteBuffer buffer) throws IOException {
        while (true) {
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                buffer.flip().position(end + 4);
                buffer.compact();
                return text.substring(0, end + 2);
            }
            if (!buffer.hasRemaining() || socket.read(buffer) < 0) {
                return null;
            }
        }
    }

    private void answer(SocketChannel socket, String request) throws IOException {
        requests.increment();
        Allowance limit = allowance;
        if (limit != null && !limit.take(System.nanoTime())) {
            refused.increment();
            send(socket, BUSY);
            return;
        }
        String[] line = request.substring(0, request.indexOf('\r')).split(" ");
        String path = line[1].split("\\?", 2)[0].replace("%2F", "/");
        Path file = root.resolve(path.substring(1)).normalize();
        if (!file.startsWith(root)) {
            throw new IOException("outside: " + path);
        }
        try (var channel = FileChannel.open(file)) {
            long size = channel.size();
            Matcher range = RANGE.matcher(request);
            boolean part = range.find();
            long from = part ? Long.parseLong(range.group(1)) : 0;
            long end = part && !range.group(2).isEmpty() ? Math.min(size, Long.parseLong(range.group(2)) + 1) : size;
            String contentRange = part ? "Content-Range: bytes %d-%d/%d\r\n".formatted(from, end - 1, size) : "";
            String modified = DateTimeFormatter.RFC_1123_DATE_TIME.format(Blobs.MODIFIED.atOffset(ZoneOffset.UTC));
            String status = part ? "206 Partial Content" : "200 OK";
            send(socket, HEAD.formatted(status, end - from, Blobs.ETAG, modified, contentRange));
            if (!line[0].equals("HEAD")) {
                while (from < end) {
                    long sent = channel.transferTo(from, Math.min(end - from, MOST_PER_CALL), socket);
                    bytes.add(sent);
                    from += sent;
                }
            }
        }
    }

    private static void send(SocketChannel socket, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (SocketChannel each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
