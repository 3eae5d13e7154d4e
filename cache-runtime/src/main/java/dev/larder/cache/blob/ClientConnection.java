package dev.larder.cache.blob;

import dev.larder.cache.http.HttpLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client: takes its requests one after the other, however many it pipelined, and gives each to an
 * {@link Exchange}.
 *
 * <p>Input is read only while little of it waits, but always a little, so that a client that leaves is noticed even
 * when nothing can be written to it. Runs on the channel's event loop alone.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {

    /** Decoded pieces that may wait here: requests behind the current one, or its body. */
    private static final int MOST_PENDING = 16;

    /** What a client may still send after its answer before it is cut off; sending it spares others a reset. */
    private static final int MOST_IGNORED = 4 << 20;

    private final BlobService service;
    private final HttpLimits limits;
    private final ClientClock clock;
    private final BlobMetrics metrics;
    private final RequestCount count;
    private final @Nullable UnsentBytes unsent;
    private final ArrayDeque<HttpObject> pending = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private @Nullable ClientOutput output;
    private @Nullable Exchange current;
    private @Nullable Future<?> looks;
    private boolean inputDone;
    private boolean answerDone;
    private boolean keepAlive;
    private boolean pumping;
    private boolean reading;
    private boolean closing;
    private volatile boolean lastAnswer;
    private int ignored;

    /** @param unsent of the endpoint's TLS connections, if this is one */
    ClientConnection(BlobService service, HttpLimits limits, BlobMetrics metrics, @Nullable UnsentBytes unsent) {
        this.service = service;
        this.limits = limits;
        this.clock = new ClientClock(limits);
        this.metrics = metrics;
        this.count = new RequestCount(metrics);
        this.unsent = unsent;
    }

    // ---- what exchanges use ----

    ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("Not connected yet");
        }
        return context;
    }

    ClientOutput output() {
        if (output == null) {
            throw new IllegalStateException("Not connected yet");
        }
        return output;
    }

    EventLoop loop() {
        return context().channel().eventLoop();
    }

    boolean writable() {
        return output().writable();
    }

    /** Between here and the client. */
    boolean isEncrypted() {
        return unsent != null;
    }

    /** Bytes of an answer that can be handed over at once; if 0, the exchange is told when there is room. */
    int room() {
        return output().room();
    }

    /** What the metrics count this request as. */
    void operation(Operation what) {
        count.operation(what);
    }

    /** The answer's head, or a whole answer; once per request. */
    void head(HttpResponse response) {
        count.status(response.status().code());
        keepAlive &= !lastAnswer;
        if (!keepAlive) {
            HttpUtil.setKeepAlive(response, false);
        }
        write(response);
    }

    /** Any part of the answer's body. */
    void write(Object message) {
        output().write(message);
    }

    void flush() {
        output().flush();
    }

    /** The answer is written whole. */
    void done() {
        flush();
        answerDone = true;
        count.ended(true);
        endExchange();
        pump();
    }

    /** After this answer the connection closes. */
    void closeAfter() {
        keepAlive = false;
    }

    /** Nothing sensible can follow what was sent: the client must see that the answer is not whole. */
    void abort() {
        closing = true;
        var _ = context().close();
    }

    /** Something moved; the stall limit counts from here. */
    void progress() {
        clock.progress();
    }

    /** No request is under way or waits, and another may come. */
    boolean isBetweenRequests() {
        return current == null && pending.isEmpty() && !closing && !lastAnswer;
    }

    /** An answer was begun between requests: what follows is an exchange like others, whose request was taken whole. */
    void goOn(LongAnswer answer) {
        clock.headArrived();
        begun(true, answer.began());
        keepAlive = true;
        count.operation(Operation.GET_BLOB);
        count.status(answer.status());
        current = answer;
        answer.start();
    }

    /** Bytes arrived, before they are decoded. */
    void received() {
        if (current == null && pending.isEmpty()) {
            clock.headArrives();
        }
    }

    /** The node is stopping: the next answer says that the connection ends with it. Any thread. */
    void announceEnd() {
        lastAnswer = true;
    }

    /** Ends the connection if nothing was begun on it. Any thread. */
    void closeIfIdle() {
        var ctx = context;
        if (ctx != null) {
            ctx.channel().eventLoop().execute(() -> {
                if (current == null && pending.isEmpty()) {
                    var _ = ctx.close();
                }
            });
        }
    }

    // ---- what the pipeline calls ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        output = new ClientOutput(ctx, unsent, this::progress, this::tellWritable);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        metrics.opened();
        progress();
        long period = clock.periodMillis();
        looks = ctx.channel().eventLoop().scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
        read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (closing) {
            ignore(part);
            return;
        }
        progress();
        pending.add(part);
        pump();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        read();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        tellWritable();
    }

    private void tellWritable() {
        var exchange = current;
        if (exchange != null && !answerDone && writable()) {
            exchange.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        metrics.closed();
        closing = true;
        if (looks != null) {
            looks.cancel(false);
        }
        var exchange = current;
        if (exchange != null && !answerDone) {
            count.ended(false);
        }
        current = null;
        if (exchange != null) {
            exchange.abandon();
        }
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
    }

    /** Resets and the like: the client is gone, which is its right. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // What is wrong with TLS comes wrapped by the decoder.
        if (!(cause instanceof IOException) && !(cause.getCause() instanceof IOException)) {
            service.unexpected(cause);
        }
        closing = true;
        var _ = ctx.close();
    }

    // ---- one request after the other ----

    /** Goes on with whatever can go on. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!closing && step()) {}
        } finally {
            pumping = false;
        }
        read();
    }

    private boolean step() {
        var exchange = current;
        if (exchange == null) {
            var next = pending.poll();
            if (next instanceof HttpRequest request) {
                begin(request);
            } else {
                ReferenceCountUtil.release(next);
            }
            return next != null;
        }
        if (inputDone || pending.isEmpty() || !(answerDone || exchange.wantsBody())) {
            return false;
        }
        var content = (HttpContent) pending.remove();
        if (content.decoderResult().isFailure()) {
            content.release();
            metrics.wasMalformed();
            abort();
            return false;
        }
        inputDone = content instanceof LastHttpContent;
        if (answerDone) {
            ignore(content);
        } else {
            exchange.body(content);
        }
        endExchange();
        return true;
    }

    private void begin(HttpRequest request) {
        clock.headArrived();
        begun(request instanceof LastHttpContent, System.nanoTime());
        boolean malformed = request.decoderResult().isFailure();
        keepAlive = !malformed && HttpUtil.isKeepAlive(request);
        if (malformed) {
            metrics.wasMalformed();
            // The decoder discards all that follows.
            inputDone = false;
        }
        var exchange = service.exchange(this, request);
        current = exchange;
        exchange.start();
    }

    private void begun(boolean whole, long at) {
        inputDone = whole;
        answerDone = false;
        ignored = 0;
        count.began(at);
    }

    private void endExchange() {
        if (current == null || !answerDone) {
            return;
        }
        if (inputDone) {
            current = null;
            progress();
            if (!keepAlive) {
                closing = true;
                context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            } else if (lastAnswer && pending.isEmpty()) {
                // It was begun before the end was announced, so that the client may be about to ask for more.
                linger();
            }
        } else if (!keepAlive) {
            linger();
        }
    }

    private void linger() {
        closing = true;
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
        Farewell.say(context());
        read();
    }

    private void ignore(HttpObject part) {
        ignored += part instanceof HttpContent content ? content.content().readableBytes() : 1024;
        ReferenceCountUtil.release(part);
        if (ignored > MOST_IGNORED) {
            abort();
        }
    }

    private void read() {
        if (!reading && pending.size() < MOST_PENDING && context().channel().isActive()) {
            reading = true;
            context().read();
        }
    }

    private void look() {
        if (closing) {
            return;
        }
        switch (clock.look(current != null)) {
            case GO_ON -> {}
            case STUCK -> giveUp();
            case SLOW_HEAD -> refuseSlowHead();
            case IDLE -> {
                closing = true;
                var _ = context().close();
            }
        }
    }

    /** Nothing has moved for too long: while no head was sent, that can still be said. */
    private void giveUp() {
        var stuck = current;
        if (stuck == null || count.isAnswered()) {
            abort();
            return;
        }
        stuck.abandon();
        progress();
        current = service.refusal(
                this,
                AzureError.SERVER_BUSY.because(
                        "The server is busy: nothing came for " + limits.stall().toSeconds() + " s."));
        current.start();
    }

    private void refuseSlowHead() {
        begun(false, clock.headBegan());
        keepAlive = false;
        var refusal = AzureError.REQUEST_TIMEOUT.because(
                "The request's headers did not arrive within " + limits.head().toSeconds() + " s.");
        current = service.refusal(this, refusal);
        current.start();
    }
}
