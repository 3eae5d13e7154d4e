package dev.larder.cache.blob;

import dev.larder.cache.origin.OriginConnection;
import dev.larder.cache.origin.OriginPool;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One question to the origin for a blob's properties. It belongs to no client: others may wait for its answer when the one
 * that asked is gone. Runs on the event loop of its pool.
 */
final class AskedProperties implements OriginConnection.Borrower, OriginPool.Waiter {

    /** From the first attempt to the answer; whoever waits then has the origin answer the read itself. */
    private static final long ANSWER_SECONDS = 10;

    /** What came: the head of an answer, or why there is none. */
    sealed interface Answer {
        record Head(int status, HttpHeaders headers) implements Answer {}

        record None(String why) implements Answer {}
    }

    private final HttpRequest request;
    private final OriginPool pool;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private @Nullable OriginConnection origin;
    private @Nullable HttpResponse head;
    private @Nullable Future<?> clock;
    private boolean retried;
    private boolean over;

    private AskedProperties(HttpRequest request, OriginPool pool) {
        this.request = request;
        this.pool = pool;
    }

    /** Never completes exceptionally. Any thread. */
    static CompletableFuture<Answer> ask(EventLoop loop, OriginPool pool, HttpRequest request) {
        var asked = new AskedProperties(request, pool);
        if (loop.inEventLoop()) {
            asked.begin(loop);
        } else {
            loop.execute(() -> asked.begin(loop));
        }
        return asked.answer;
    }

    private void begin(EventLoop loop) {
        clock = loop.schedule(
                () -> fail("The origin did not answer within " + ANSWER_SECONDS + " s."),
                ANSWER_SECONDS,
                TimeUnit.SECONDS);
        pool.acquire(this, false);
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
    public void connected(OriginConnection connection) {
        origin = connection;
        connection.lend(this);
        connection.write(request, () -> {});
        connection.write(LastHttpContent.EMPTY_LAST_CONTENT, () -> {});
        connection.flush();
        connection.read();
    }

    @Override
    public void originWritable() {}

    @Override
    public void received(HttpObject part) {
        try {
            if (part.decoderResult().isFailure()) {
                fail("The origin's answer is not valid HTTP.");
                return;
            }
            if (part instanceof HttpResponse response && response.status().code() >= 200) {
                head = response;
            }
            var answered = head;
            if (part instanceof LastHttpContent && answered != null) {
                end(new Answer.Head(answered.status().code(), answered.headers()), HttpUtil.isKeepAlive(answered));
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    @Override
    public void delivered() {
        if (origin != null) {
            origin.read();
        }
    }

    @Override
    public void lost(@Nullable Throwable cause) {
        boolean stale = origin != null && origin.isUsed() && head == null && !retried;
        origin = null;
        if (stale && !over) {
            // The origin closed an idle connection just as it was taken: nothing was answered.
            retried = true;
            pool.acquire(this, true);
            return;
        }
        fail("The origin closed the connection" + (cause == null ? "." : ": " + cause.getMessage()));
    }

    private void fail(String why) {
        end(new Answer.None(why), false);
    }

    private void end(Answer what, boolean reusable) {
        if (over) {
            return;
        }
        over = true;
        if (clock != null) {
            clock.cancel(false);
        }
        if (origin != null) {
            var done = origin;
            origin = null;
            done.giveBack(reusable);
        }
        answer.complete(what);
    }
}
