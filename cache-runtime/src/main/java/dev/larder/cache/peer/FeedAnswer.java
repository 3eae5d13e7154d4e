package dev.larder.cache.peer;

import com.google.protobuf.ByteString;
import dev.larder.cache.feed.RelayHub;
import dev.larder.cache.http.ServerCodec;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * The feed as one follower gets it: heartbeats as the operator made them, and the frames that it lacks. While its socket
 * takes nothing it gets nothing, and then the newest. Everything but {@link #wake} is the connection's event loop's.
 */
final class FeedAnswer implements RelayHub.Stream {
    /** So many times there was something to send and nothing could be, until it counts as gone: half a minute. */
    private static final int STUCK_LIMIT = 6;

    private final ChannelHandlerContext ctx;
    private final RelayHub hub;
    private final String node;
    private long mapVersion;
    private ByteString mapDigest;
    private long catalogVersion;
    private ByteString catalogDigest;
    private byte[] heartbeat = {};
    private int stuck;

    private FeedAnswer(ChannelHandlerContext ctx, RelayHub hub, QueryStringDecoder query) {
        this.ctx = ctx;
        this.hub = hub;
        this.node = first(query, "node");
        this.mapVersion = Long.parseUnsignedLong("0" + first(query, "mapVersion"));
        this.catalogVersion = Long.parseUnsignedLong("0" + first(query, "catalogVersion"));
        this.mapDigest = digest(query, "mapDigest");
        this.catalogDigest = digest(query, "catalogDigest");
    }

    /** @throws IllegalArgumentException the request is malformed */
    static FeedAnswer of(ChannelHandlerContext ctx, RelayHub hub, QueryStringDecoder query) {
        return new FeedAnswer(ctx, hub, query);
    }

    static String first(QueryStringDecoder query, String name) {
        return query.parameters().getOrDefault(name, List.of("")).getFirst();
    }

    private static ByteString digest(QueryStringDecoder query, String name) {
        return ByteString.copyFrom(HexFormat.of().parseHex(first(query, name)));
    }

    @Override
    public String node() {
        return node;
    }

    /** False if there are too many followers. */
    boolean begin() {
        if (!hub.add(this)) {
            return false;
        }
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/x-larder-feed")
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        ctx.writeAndFlush(head);
        send();
        return true;
    }

    @Override
    public void wake() {
        ctx.executor().execute(() -> {
            if (ctx.channel().isActive() && !ctx.channel().isWritable() && ++stuck >= STUCK_LIMIT) {
                ctx.close();
                return;
            }
            send();
        });
    }

    void send() {
        if (!ctx.channel().isActive() || !ctx.channel().isWritable()) {
            return;
        }
        stuck = 0;
        RelayHub.Batch batch = hub.batch(mapVersion, mapDigest, catalogVersion, catalogDigest);
        if (batch == null) {
            return;
        }
        if (batch.heartbeat() != heartbeat || !batch.frames().isEmpty()) {
            heartbeat = batch.heartbeat();
            write(batch.chunk());
        }
        mapVersion = batch.mapVersion();
        mapDigest = ByteString.EMPTY;
        catalogVersion = batch.catalogVersion();
        catalogDigest = ByteString.EMPTY;
    }

    /**
     * Past the codec, which would make three pieces of it for each follower: to write is most of what a relay has to do.
     */
    private void write(ByteBuffer chunk) {
        ChannelHandlerContext codec = ctx.pipeline().context(ServerCodec.class);
        codec.writeAndFlush(Unpooled.wrappedBuffer(chunk), codec.voidPromise());
    }

    void end() {
        hub.remove(this);
    }
}
