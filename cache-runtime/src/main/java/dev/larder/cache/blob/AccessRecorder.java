package dev.larder.cache.blob;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Tells the access log what passes between a connection's codec and its client handler. Only there while the log is on.
 * Runs on the channel's event loop.
 */
final class AccessRecorder extends ChannelDuplexHandler {

    private final AccessLog log;
    /** Requests in the order they came; their answers go out in the same. Bounded by what one read of the socket decodes to. */
    private final ArrayDeque<Pending> asked = new ArrayDeque<>();

    private @Nullable Answer current;
    private long previousEnded;
    private @Nullable String client;

    private record Pending(HttpRequest request, long at) {}

    private static final class Answer {
        final AccessEntry.Asked asked;
        final long began;
        final int status;
        final @Nullable String source;
        long bytes;

        Answer(AccessEntry.Asked asked, long began, int status, @Nullable String source) {
            this.asked = asked;
            this.began = began;
            this.status = status;
            this.source = source;
        }
    }

    AccessRecorder(AccessLog log) {
        this.log = log;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        client = AccessEntry.client(ctx.channel());
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            asked.add(new Pending(request, System.nanoTime()));
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            begin(response);
        }
        var answer = current;
        if (answer == null) {
            ctx.write(message, promise);
            return;
        }
        answer.bytes += size(message);
        if (message instanceof LastHttpContent) {
            current = null;
            ctx.write(message, promise.unvoid()).addListener(sent -> end(answer, sent.isSuccess()));
        } else {
            ctx.write(message, promise);
        }
    }

    private void begin(HttpResponse response) {
        var pending = asked.poll();
        // A pipelined request waits for those before it, which is not its own time.
        long began = pending == null ? System.nanoTime() : previousEnded - pending.at > 0 ? previousEnded : pending.at;
        var what = pending == null ? AccessEntry.Asked.NOTHING : AccessEntry.Asked.of(pending.request);
        current = new Answer(
                what, began, response.status().code(), response.headers().get(Answers.SOURCE));
    }

    private static long size(Object message) {
        return switch (message) {
            case HttpContent content -> content.content().readableBytes();
            case FileRegion region -> region.count();
            default -> 0;
        };
    }

    private void end(Answer answer, boolean complete) {
        previousEnded = System.nanoTime();
        log.add(answer.asked.answered(
                String.valueOf(client),
                answer.status,
                answer.bytes,
                previousEnded - answer.began,
                answer.source,
                complete));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        var answer = current;
        current = null;
        if (answer != null) {
            end(answer, false);
        }
        for (var pending : asked) {
            end(new Answer(AccessEntry.Asked.of(pending.request), pending.at, 0, null), false);
        }
        asked.clear();
        ctx.fireChannelInactive();
    }
}
