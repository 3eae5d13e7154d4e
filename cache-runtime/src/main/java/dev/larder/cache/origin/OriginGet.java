package dev.larder.cache.origin;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * One GET on a connection of our own: its head goes to the SDK, its body to a receiver, as fast as that takes it. What
 * waits is at most what one read of the socket gave. Runs on the connection's event loop.
 */
final class OriginGet implements OriginPool.Waiter, OriginConnection.Borrower {

    /** A body that nobody wants is read to its end if it is no longer, so that the connection can be kept. */
    private static final int MOST_DISCARDED = 64 << 10;

    /** Takes the body. Called on the event loop. */
    interface Receiver {
        /** As {@link OriginSink#accept}. */
        boolean accept(ByteBuffer bytes, Runnable resume);

        /** As {@link OriginSink#place}. */
        @Nullable
        ByteBuf place();

        /** Called once, last: null when the body is whole, else what broke it. */
        void ended(@Nullable String broken);
    }

    private final HttpRequest request;
    private final Runnable sent;
    private final OriginEndpoint endpoint;
    private final MonoSink<HttpResponse> answer;
    private final OriginPool pool;
    private final EventLoop loop;
    private final Runnable over;
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();

    private @Nullable OriginConnection connection;
    private @Nullable Receiver receiver;
    private @Nullable String broken;
    private boolean interim;
    private boolean answered;
    private boolean keepAlive;
    private boolean retried;
    private boolean paused;
    private boolean ended;

    /** Nobody wants to hear of it any more. */
    private volatile boolean cancelled;

    /**
     * @param sent told when the request was written, again if it is written again
     * @param over told once, when the connection is not needed any more
     */
    OriginGet(
            HttpRequest request,
            Runnable sent,
            OriginEndpoint endpoint,
            MonoSink<HttpResponse> answer,
            OriginPool pool,
            EventLoop loop,
            Runnable over) {
        this.request = request;
        this.sent = sent;
        this.endpoint = endpoint;
        this.answer = answer;
        this.pool = pool;
        this.loop = loop;
        this.over = over;
    }

    void begin() {
        answer.onCancel(this::cancel);
        pool.acquire(this, false);
    }

    // ---- towards the origin

    @Override
    public boolean gaveUp() {
        return ended;
    }

    @Override
    public void failed(String why) {
        fail(why);
    }

    @Override
    public void connected(OriginConnection on) {
        if (ended) {
            on.giveBack(true);
            return;
        }
        connection = on;
        on.lend(this);
        on.write(head(), () -> {});
        on.write(LastHttpContent.EMPTY_LAST_CONTENT, sent);
        on.flush();
        on.read();
    }

    private DefaultHttpRequest head() {
        var head = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, request.getUrl().getFile());
        request.getHeaders().stream()
                .filter(header -> !header.getName().equalsIgnoreCase("content-length"))
                .forEach(header -> head.headers().add(header.getName(), header.getValuesList()));
        head.headers().set(HttpHeaderNames.HOST, endpoint.authority());
        return head;
    }

    @Override
    public void originWritable() {}

    // ---- back from it

    @Override
    public void received(HttpObject part) {
        if (ended) {
            ReferenceCountUtil.release(part);
        } else if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            fail("answer is not valid HTTP");
        } else {
            waiting.add(part);
            drain();
        }
    }

    @Override
    public @Nullable ByteBuf place() {
        Receiver to = receiver;
        return to == null || ended || paused || !waiting.isEmpty() ? null : to.place();
    }

    @Override
    public void delivered() {
        readOn();
    }

    private void readOn() {
        OriginConnection on = connection;
        if (on != null && !ended && !paused && waiting.isEmpty()) {
            on.read();
        }
    }

    private void drain() {
        while (!paused && !ended && !waiting.isEmpty()) {
            HttpObject part = waiting.getFirst();
            if (part instanceof io.netty.handler.codec.http.HttpResponse head) {
                waiting.removeFirst();
                head(head);
                continue;
            }
            if (!(part instanceof HttpContent content) || (!interim && !take(content.content()))) {
                return;
            }
            if (ended) {
                return;
            }
            waiting.removeFirst();
            boolean last = part instanceof LastHttpContent;
            content.release();
            if (last && interim) {
                interim = false;
            } else if (last) {
                end(null);
            }
        }
    }

    private void head(io.netty.handler.codec.http.HttpResponse head) {
        interim = head.status().code() < 200;
        if (interim) {
            return;
        }
        answered = true;
        keepAlive = HttpUtil.isKeepAlive(head);
        var headers = new HttpHeaders(head.headers().size());
        head.headers().forEach(each -> headers.add(HttpHeaderName.fromString(each.getKey()), each.getValue()));
        answer.success(new OriginAnswer(request, head.status().code(), headers, this));
    }

    /** False: not yet. */
    private boolean take(ByteBuf bytes) {
        Receiver to = receiver;
        if (to == null) {
            return false;
        }
        if (!bytes.isReadable()) {
            return true;
        }
        ByteBuffer part = bytes.nioBuffer();
        int before = part.remaining();
        // Before, not after: the receiver may be ready again, and say so, while it is being asked.
        paused = true;
        boolean all = to.accept(part, this::resume);
        if (ended) {
            return false;
        }
        bytes.skipBytes(before - part.remaining());
        paused = !all;
        return all;
    }

    private void resume() {
        later(() -> {
            if (!ended && paused) {
                paused = false;
                drain();
                readOn();
            }
        });
    }

    // ---- what the answer's owner wants

    void receive(Receiver to) {
        onLoop(() -> {
            receiver = to;
            if (broken != null) {
                to.ended(broken);
                return;
            }
            drain();
            readOn();
        });
    }

    void discard() {
        onLoop(() -> {
            if (receiver == null) {
                receive(new Discarding());
            }
        });
    }

    void cancel() {
        cancelled = true;
        onLoop(() -> {
            if (!ended) {
                receiver = null;
                giveUp(false);
            }
        });
    }

    private final class Discarding implements Receiver {
        private int seen;

        @Override
        public boolean accept(ByteBuffer bytes, Runnable resume) {
            seen += bytes.remaining();
            bytes.position(bytes.limit());
            if (seen > MOST_DISCARDED) {
                cancel();
            }
            return true;
        }

        @Override
        public @Nullable ByteBuf place() {
            return null;
        }

        @Override
        public void ended(@Nullable String broken) {}
    }

    // ---- endings

    @Override
    public void lost(@Nullable Throwable cause) {
        OriginConnection was = connection;
        connection = null;
        if (ended) {
            return;
        }
        if (was != null && was.isUsed() && !answered && !retried) {
            // The origin closed an idle connection just as it was taken: nothing was answered, nothing is lost.
            retried = true;
            pool.acquire(this, true);
            return;
        }
        fail(cause == null ? "the origin closed the connection" : String.valueOf(cause.getMessage()));
    }

    private void fail(String why) {
        if (ended) {
            return;
        }
        if (answered) {
            end(why);
        } else {
            giveUp(false);
            if (!cancelled) {
                answer.error(new IOException(why));
            }
        }
    }

    private void end(@Nullable String why) {
        broken = why;
        Receiver to = receiver;
        giveUp(why == null && keepAlive);
        if (to != null) {
            to.ended(why);
        }
    }

    private void giveUp(boolean reusable) {
        ended = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        OriginConnection on = connection;
        connection = null;
        if (on != null) {
            on.giveBack(reusable);
        }
        over.run();
    }

    private void onLoop(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
        } else {
            later(action);
        }
    }

    private void later(Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException closing) {
            // The connection went with its event loop; whoever waits is ended by who closes the node.
        }
    }
}
