package dev.larder.cache.blob;

import dev.larder.cache.origin.OriginConnection;
import dev.larder.cache.origin.OriginPool;
import dev.larder.cache.read.ByteSource;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request that the origin answers. Both bodies stream: a side is read only while the other takes what comes, so a
 * request holds a few hundred KiB however large its bodies are.
 *
 * <p>What cannot be had from the origin is 503 {@code ServerBusy}, which SDKs retry: it was the way there that failed,
 * and it may heal.
 */
final class PassedExchange implements Exchange, OriginConnection.Borrower, OriginPool.Waiter {

    /** To the head of the answer, counted from the last byte that was sent. Put Block List may take long. */
    private static final long ANSWER_SECONDS = 100;

    private final ClientConnection client;
    private final BlobService service;
    private final HttpRequest request;
    private final Target target;
    private final ForwardedRequest forwarded;
    private final OriginPool pool;

    private @Nullable OriginConnection origin;
    private @Nullable Future<?> clock;
    private long sentAt;
    private boolean bodySent;
    private boolean bodyBegun;
    private boolean interim;
    private boolean answering;
    private boolean originKeepsAlive;
    private boolean retried;
    private boolean over;

    PassedExchange(
            ClientConnection client,
            BlobService service,
            HttpRequest request,
            Target target,
            ForwardedRequest forwarded,
            OriginPool pool) {
        this.client = client;
        this.service = service;
        this.request = request;
        this.target = target;
        this.forwarded = forwarded;
        this.pool = pool;
    }

    // ---- towards the origin ----

    @Override
    public void start() {
        client.operation(Operation.PASS_THROUGH);
        switch (forwarded) {
            case ForwardedRequest.Refused(var refusal) -> refuse(refusal);
            case ForwardedRequest.Ready ready ->
                pool.acquire(this, HttpBody.isExpected(request) || !BlobService.isRead(request));
        }
    }

    @Override
    public void connected(OriginConnection connection) {
        if (!(forwarded instanceof ForwardedRequest.Ready(var head))) {
            throw new IllegalStateException("A refused request needs no origin");
        }
        origin = connection;
        connection.lend(this);
        sentAt = System.nanoTime();
        clock = client.loop().scheduleWithFixedDelay(this::checkWait, 5, 5, TimeUnit.SECONDS);
        connection.write(head, client::progress);
        if (!HttpBody.isExpected(request)) {
            connection.write(LastHttpContent.EMPTY_LAST_CONTENT, () -> {});
        }
        connection.flush();
        connection.read();
        client.pump();
    }

    @Override
    public boolean wantsBody() {
        return over || (origin != null && origin.writable());
    }

    @Override
    public void body(HttpContent content) {
        bodySent = content instanceof LastHttpContent;
        if (origin == null || !HttpBody.isExpected(request)) {
            content.release();
            return;
        }
        bodyBegun = true;
        origin.write(content, () -> {
            sentAt = System.nanoTime();
            client.progress();
        });
        origin.flush();
    }

    @Override
    public void originWritable() {
        client.pump();
    }

    // ---- back to the client ----

    @Override
    public void received(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            lose("The origin's answer is not valid HTTP.");
            return;
        }
        if (part instanceof HttpResponse response) {
            head(response);
        }
        if (part instanceof HttpContent content) {
            if (interim) {
                content.release();
                interim = !(content instanceof LastHttpContent);
            } else {
                content(content);
            }
        }
    }

    private void head(HttpResponse response) {
        int status = response.status().code();
        if (status < 200) {
            interim = true;
            if (status == 100) {
                client.output().proceed();
            }
            return;
        }
        answering = true;
        if (mayBeDone(status)) {
            changed();
        }
        originKeepsAlive = HttpUtil.isKeepAlive(response);
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status(), ForwardedRequest.unvalidated());
        head.headers().set(response.headers());
        ForwardedRequest.removeHopByHop(head.headers());
        head.headers().set(Answers.SOURCE, Answers.name(ByteSource.ORIGIN));
        head.headers().set(Answers.NODE, service.answers().node());
        frame(head, status);
        if (!bodySent && HttpBody.isExpected(request)) {
            // The origin answered early; what the client still sends has no reader.
            client.closeAfter();
        }
        client.head(head);
    }

    /** What timed out at the origin may have succeeded there; what was throttled has not. */
    private static boolean mayBeDone(int status) {
        return status < 300 || (status >= 500 && status != 503);
    }

    /** An answer without a length is chunked, or ends with the connection for clients that know no chunks. */
    private void frame(HttpResponse head, int status) {
        boolean bodiless = status == 204 || status == 304 || request.method().equals(HttpMethod.HEAD);
        if (bodiless || head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return;
        }
        boolean chunks = !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        HttpUtil.setTransferEncodingChunked(head, chunks);
        if (!chunks) {
            client.closeAfter();
        }
    }

    private void content(HttpContent content) {
        if (!answering) {
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        service.metrics().served(ByteSource.ORIGIN, content.content().readableBytes());
        client.progress();
        client.write(content);
        if (last) {
            finish(originKeepsAlive && (bodySent || !HttpBody.isExpected(request)));
            client.done();
        }
    }

    @Override
    public void delivered() {
        if (over) {
            return;
        }
        client.flush();
        if (origin != null && client.writable()) {
            origin.read();
        }
    }

    @Override
    public void writable() {
        if (origin != null) {
            origin.read();
        }
    }

    // ---- endings ----

    @Override
    public void abandon() {
        if (sentAt != 0 && !answering) {
            changed();
        }
        finish(false);
    }

    @Override
    public boolean gaveUp() {
        return over;
    }

    @Override
    public void failed(String why) {
        fail(why);
    }

    @Override
    public void lost(@Nullable Throwable cause) {
        // A change that needs no body may be done although nobody said so, and must not be made twice.
        boolean repeatable = HttpBody.isExpected(request) ? !bodyBegun : BlobService.isRead(request);
        boolean stale = origin != null && origin.isUsed() && !answering && repeatable && !retried;
        origin = null;
        if (stale && !over) {
            // The origin closed an idle connection just as it was taken: nothing was answered, nothing is lost.
            retried = true;
            stopClock();
            pool.acquire(this, true);
            return;
        }
        fail("The origin closed the connection" + (cause == null ? "." : ": " + cause.getMessage()));
    }

    private void checkWait() {
        if (!answering && System.nanoTime() - sentAt > TimeUnit.SECONDS.toNanos(ANSWER_SECONDS)) {
            lose("The origin did not answer within " + ANSWER_SECONDS + " s.");
        }
    }

    private void lose(String why) {
        if (origin != null) {
            var lost = origin;
            origin = null;
            lost.giveBack(false);
        }
        fail(why);
    }

    private void fail(String why) {
        if (over) {
            return;
        }
        finish(false);
        if (sentAt != 0 && !answering) {
            // Nobody knows whether it was done.
            changed();
        }
        if (answering) {
            client.abort();
        } else {
            refuse(AzureError.SERVER_BUSY.because("The server is busy: " + why));
        }
    }

    /** Told before the client is, so that what it reads next is what it wrote. */
    private void changed() {
        if (!BlobService.isRead(request)) {
            service.changed(request.method(), target);
        }
    }

    private void refuse(Refusal refusal) {
        over = true;
        if (!bodySent && HttpBody.isExpected(request)) {
            client.closeAfter();
        }
        service.answers().refuse(client, request, refusal);
    }

    private void finish(boolean reusable) {
        over = true;
        stopClock();
        if (origin != null) {
            var done = origin;
            origin = null;
            done.giveBack(reusable);
        }
    }

    private void stopClock() {
        if (clock != null) {
            clock.cancel(false);
            clock = null;
        }
    }
}
