package dev.larder.cache.peer;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.ExtentRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.model.manifest.ManifestId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests of one connection, one after the other: the next is read when the answer to the last is written. */
final class PeerRequests extends ChannelInboundHandlerAdapter {

    private static final String FEED = "/v1/feed?";
    private static final String REPORTS = "/v1/reports";

    private final PeerServer.Means means;
    private @Nullable ChunkAnswer answer;
    private @Nullable FeedAnswer feed;
    private @Nullable ReportUpload upload;

    PeerRequests(PeerServer.Means means) {
        this.means = means;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                requested(ctx, request);
            }
            ReportUpload arriving = upload;
            if (arriving != null && message instanceof HttpContent content) {
                arriving.add(content.content());
                if (message instanceof LastHttpContent) {
                    upload = null;
                    ctx.writeAndFlush(empty(arriving.taken(means.relay())));
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (answer == null) {
            ctx.read();
        }
    }

    private void requested(ChannelHandlerContext ctx, HttpRequest request) {
        if (answer != null || request.decoderResult().isFailure() || !HttpUtil.isKeepAlive(request)) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, "", "one well-formed HTTP/1.1 request at a time")
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (feed != null) {
            // Nothing else is answered on the connection of a feed, which never ends.
            ctx.close();
            return;
        }
        if (request.method().equals(HttpMethod.POST) && request.uri().equals(REPORTS)) {
            upload = new ReportUpload();
            return;
        }
        if (!request.method().equals(HttpMethod.GET)) {
            refuse(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "", "GET only");
            return;
        }
        try {
            if (request.uri().startsWith(ChunkPath.MANIFESTS)) {
                manifest(ctx, request.uri());
            } else if (request.uri().startsWith(FEED)) {
                follow(ctx, request.uri());
            } else if (request.uri().startsWith(OfferPath.OFFERS)) {
                offer(ctx, request);
            } else {
                chunks(ctx, request);
            }
        } catch (IllegalArgumentException malformed) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, "", String.valueOf(malformed.getMessage()));
        }
    }

    private void follow(ChannelHandlerContext ctx, String uri) {
        QueryStringDecoder query = new QueryStringDecoder(uri);
        long incarnation = Long.parseUnsignedLong(FeedAnswer.first(query, "incarnation"));
        FeedAnswer made = FeedAnswer.of(ctx, means.relay().hub(), query);
        if (!means.relay().hub().ready() || !made.begin()) {
            refuse(ctx, new FillFailure(Reason.BUSY, "no feed to pass on, or too many followers"));
            return;
        }
        feed = made;
        means.relay().connected(made.node(), incarnation);
    }

    private void chunks(ChannelHandlerContext ctx, HttpRequest request) {
        QueryStringDecoder query = new QueryStringDecoder(request.uri());
        var run = ChunkPath.parse(query, request.headers().get(ChunkPath.BLOB));
        if (means.counters().serving().incrementAndGet() > means.limits().serving()) {
            means.counters().serving().decrementAndGet();
            means.counters().refused().increment();
            refuse(
                    ctx,
                    new FillFailure(Reason.BUSY, "answering " + means.limits().serving() + " requests already"));
            return;
        }
        String asker = ChunkPath.asker(query);
        Uploads.Upload upload = means.uploads().begin(run.mode(), asker);
        if (upload == null) {
            means.counters().serving().decrementAndGet();
            means.counters().refused().increment();
            refuse(
                    ctx,
                    new FillFailure(
                            Reason.BUSY, "sending to " + means.uploads().sending() + " nodes that warm up already"));
            return;
        }
        var sent = means.counters().sent().to(asker);
        ChunkAnswer made = new ChunkAnswer(ctx, means, run, ChunkPath.takesSums(query), upload, sent, failure -> {
            means.counters().serving().decrementAndGet();
            answer = null;
            if (failure != null) {
                refuse(ctx, failure);
            }
            ctx.read();
        });
        answer = made;
        made.begin();
    }

    private void offer(ChannelHandlerContext ctx, HttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        ManifestId id = new ManifestId(path.substring(OfferPath.OFFERS.length()));
        String text = request.headers().get(OfferPath.LACKS);
        List<ExtentRef> lacked = OfferPath.decode(text == null ? "" : text);
        DatasetRevision revision = means.served().revision(id);
        if (revision == null) {
            refuse(ctx, new FillFailure(Reason.UNKNOWN_REVISION, "manifest " + id + " is not here"));
            return;
        }
        if (!means.uploads().admitsMate()) {
            refuse(
                    ctx,
                    new FillFailure(
                            Reason.BUSY, "sending to " + means.uploads().sending() + " nodes that warm up already"));
            return;
        }
        int index = means.offers().choose(revision, lacked);
        if (index < 0) {
            refuse(ctx, new FillFailure(Reason.NOT_HELD, "none of these is here"));
            return;
        }
        means.counters().offered().increment();
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0).set(OfferPath.OFFER, index);
        ctx.writeAndFlush(answer);
    }

    private void manifest(ChannelHandlerContext ctx, String uri) {
        String path = new QueryStringDecoder(uri).path();
        Path file = means.manifests().file(new ManifestId(path.substring(ChunkPath.MANIFESTS.length())));
        if (file == null) {
            refuse(ctx, HttpResponseStatus.NOT_FOUND, Reason.UNKNOWN_REVISION.name(), "manifest is not here");
            return;
        }
        File content = file.toFile();
        long length = content.length();
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
                .set(HttpHeaderNames.CONTENT_LENGTH, length);
        ctx.write(head);
        ctx.write(new DefaultFileRegion(content, 0, length)).addListener(sent -> {
            if (!sent.isSuccess()) {
                ctx.close();
            }
        });
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static DefaultFullHttpResponse empty(HttpResponseStatus status) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        if (status.code() != 204) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        }
        return response;
    }

    private static void refuse(ChannelHandlerContext ctx, FillFailure why) {
        HttpResponseStatus status = switch (why.reason()) {
            case NOT_HELD, UNKNOWN_REVISION -> HttpResponseStatus.NOT_FOUND;
            case BUSY, CLOSING -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            case SOURCE_CHANGED -> HttpResponseStatus.CONFLICT;
            case TOO_MANY_HOPS -> HttpResponseStatus.valueOf(508, "Loop Detected");
            case ORIGIN_UNREACHABLE,
                    ORIGIN_DENIED,
                    ORIGIN_NOT_FOUND,
                    ORIGIN_THROTTLED,
                    CORRUPT,
                    CANCELLED,
                    NO_SPACE,
                    OVER_QUOTA,
                    PEER_UNREACHABLE,
                    PEER_SLOW -> HttpResponseStatus.BAD_GATEWAY;
        };
        refuse(ctx, status, why.reason().name(), why.message());
    }

    private static io.netty.channel.ChannelFuture refuse(
            ChannelHandlerContext ctx, HttpResponseStatus status, String reason, String message) {
        ByteBuf text = Unpooled.copiedBuffer(message, StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, text);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes());
        if (!reason.isEmpty()) {
            response.headers().set("larder-reason", reason);
        }
        if (status.code() == 503) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, 1);
        }
        return ctx.writeAndFlush(response);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ChunkAnswer current = answer;
        if (current != null) {
            current.writable();
        }
        FeedAnswer following = feed;
        if (following != null) {
            following.send();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        FeedAnswer following = feed;
        feed = null;
        if (following != null) {
            following.end();
        }
        ChunkAnswer current = answer;
        answer = null;
        if (current != null) {
            means.counters().serving().decrementAndGet();
            current.abort();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
