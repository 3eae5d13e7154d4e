package dev.larder.bench.controlplane;

import com.google.protobuf.ByteString;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Very many nodes that follow the feed, on one thread, each on a connection of its own: that of the operator itself, or of
 * the relays that it names. A node says which versions it has, and comes back when it is told to. Not thread-safe.
 */
final class FeedCrowd implements AutoCloseable {
    /** Each source address has its own ports, of which the connections that were just closed still keep some. */
    private static final int SOURCES = 8;
    /** As many as are waited for at a time: a listener's queue is short. */
    private static final int COMING = 1_000;

    private static final int BUFFER = 1 << 17;
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    private final Selector selector;
    private final URI operator;
    private final boolean relayed;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final List<Node> nodes = new ArrayList<>();
    private final Queue<Node> later = new PriorityQueue<>(Comparator.comparingLong(node -> node.retryAt));
    private Heartbeat newest = Heartbeat.getDefaultInstance();
    private ByteBuffer lastPiece = ByteBuffer.allocate(0);
    private List<FeedMessage> lastMessages = List.of();
    private long awaited = Long.MAX_VALUE;
    private int coming;
    private int open;
    private int told;

    /**
     * @param operator where the operator has the feed
     * @param relayed they follow relays
     */
    FeedCrowd(URI operator, boolean relayed, List<String> names) throws IOException {
        this.selector = Selector.open();
        this.operator = operator;
        this.relayed = relayed;
        for (int i = 0; i < names.size(); i++) {
            nodes.add(new Node(names.get(i), InetAddress.ofLiteral("127.0.1." + (1 + i % SOURCES))));
        }
    }

    private static final class Node {
        final String name;
        final InetAddress source;
        FeedFrames frames = new FeedFrames();

        @Nullable
        SocketChannel channel;

        /** Whom it was told to follow; null: it asks the operator. */
        @Nullable
        URI relay;

        boolean open;
        long retryAt;
        long toldAt;

        Node(String name, InetAddress source) {
            this.name = name;
            this.source = source;
        }
    }

    /** When the versions that all have now were told, in nanoseconds of the machine's clock, in order. */
    long[] told() {
        return nodes.stream().mapToLong(node -> node.toldAt).sorted().toArray();
    }

    /** All have a stream. The first one to come learns what the others then know already, as after a restart. */
    void connect() throws IOException {
        long end = System.nanoTime() + LIMIT;
        int begun = 0;
        while (open < nodes.size()) {
            while (begun < nodes.size() && coming < (newest.getMapVersion() == 0 ? 1 : COMING)) {
                begin(nodes.get(begun++));
            }
            while (!later.isEmpty() && later.element().retryAt <= System.nanoTime()) {
                begin(later.remove());
            }
            turn(2);
            check(end, open + " of " + nodes.size() + " streams are open");
        }
    }

    void disconnect() throws IOException {
        for (Node node : nodes) {
            close(node);
            node.relay = null;
        }
        selector.selectNow();
        open = 0;
        coming = 0;
        later.clear();
    }

    /** The next version counts from here on. */
    void prepare() {
        awaited = newest.getMapVersion() + 1;
        told = 0;
        nodes.forEach(node -> node.toldAt = 0);
    }

    /** Returns when all have a newer map than when it was prepared. */
    void awaitTold() throws IOException {
        long end = System.nanoTime() + LIMIT;
        while (told < nodes.size()) {
            turn(20);
            check(end, told + " of " + nodes.size() + " have the new map");
        }
        awaited = Long.MAX_VALUE;
    }

    /** Reads what comes until then. */
    void listen(long millis) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            turn(20);
        }
    }

    @Override
    public void close() throws IOException {
        disconnect();
        selector.close();
    }

    private static void check(long end, String state) throws IOException {
        if (System.nanoTime() > end) {
            throw new IOException("after " + TimeUnit.NANOSECONDS.toSeconds(LIMIT) + " s " + state);
        }
    }

    private URI source(Node node) {
        URI relay = node.relay;
        return relay == null ? operator : relay;
    }

    private void begin(Node node) throws IOException {
        SocketChannel channel = SocketChannel.open();
        node.channel = channel;
        node.frames = new FeedFrames();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.bind(new InetSocketAddress(node.source, 0));
        URI source = source(node);
        channel.connect(new InetSocketAddress(source.getHost(), source.getPort()));
        channel.register(selector, SelectionKey.OP_CONNECT, node);
        coming++;
    }

    private void turn(long millis) throws IOException {
        selector.select(millis);
        for (SelectionKey key : selector.selectedKeys()) {
            Node node = (Node) key.attachment();
            SocketChannel channel = (SocketChannel) key.channel();
            if (key.isValid() && key.isConnectable()) {
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(request(node)));
                key.interestOps(SelectionKey.OP_READ);
            } else if (key.isValid() && key.isReadable()) {
                read(node, channel);
            }
        }
        selector.selectedKeys().clear();
    }

    private byte[] request(Node node) {
        HexFormat hex = HexFormat.of();
        return ("GET " + source(node).getPath() + "?node=" + node.name + "&incarnation=1&mapVersion="
                        + newest.getMapVersion()
                        + "&mapDigest=" + hex.formatHex(newest.getMapDigest().toByteArray()) + "&catalogVersion="
                        + newest.getCatalogVersion() + "&catalogDigest="
                        + hex.formatHex(newest.getCatalogDigest().toByteArray())
                        + (relayed && node.relay == null ? "&relays=1" : "") + " HTTP/1.1\r\nHost: operator\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void read(Node node, SocketChannel channel) throws IOException {
        buffer.clear();
        int bytes = channel.read(buffer);
        if (bytes < 0) {
            throw new IOException("the stream of " + node.name + " ended");
        }
        buffer.flip();
        List<FeedMessage> messages = messages(node);
        if (!node.open && !node.frames.head().isEmpty()) {
            answered(node, node.frames.head());
        }
        for (FeedMessage message : messages) {
            switch (message.getMessageCase()) {
                case HEARTBEAT -> newest = newest(message.getHeartbeat());
                case MAP -> has(node, message.getMap().getVersion());
                case MAP_DELTA -> has(node, message.getMapDelta().getVersion());
                default -> {}
            }
        }
    }

    /** Most streams bring the same, which need not be taken apart for each: real nodes are machines of their own. */
    private List<FeedMessage> messages(Node node) throws IOException {
        boolean whole = node.frames.isBetween();
        if (whole && buffer.equals(lastPiece)) {
            return lastMessages;
        }
        ByteBuffer piece =
                ByteBuffer.allocate(buffer.remaining()).put(buffer.duplicate()).flip();
        List<FeedMessage> messages = node.frames.take(buffer);
        if (whole && node.frames.isBetween()) {
            lastPiece = piece;
            lastMessages = messages;
        }
        return messages;
    }

    private Heartbeat newest(Heartbeat heard) {
        return heard.getMapVersion() >= newest.getMapVersion()
                        && !heard.getMapDigest().equals(ByteString.EMPTY)
                ? heard
                : newest;
    }

    private void has(Node node, long version) {
        if (version >= awaited && node.toldAt == 0) {
            node.toldAt = System.nanoTime();
            told++;
        }
    }

    private void answered(Node node, String head) throws IOException {
        coming--;
        if (head.startsWith("HTTP/1.1 200")) {
            node.open = true;
            open++;
            return;
        }
        if (relayed && head.startsWith("HTTP/1.1 307")) {
            close(node);
            node.relay = URI.create(
                    header(head, "location").orElseThrow(() -> new IOException("no relay is named: " + head)));
            begin(node);
            return;
        }
        if (!head.startsWith("HTTP/1.1 503")) {
            throw new IOException(
                    node.name + " was answered " + head.lines().findFirst().orElse(""));
        }
        close(node);
        node.relay = null;
        long seconds = header(head, "retry-after").map(Long::parseLong).orElse(1L);
        node.retryAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        later.add(node);
    }

    private static Optional<String> header(String head, String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    private static void close(Node node) throws IOException {
        if (node.channel != null) {
            node.channel.close();
        }
        node.open = false;
    }
}
