package dev.larder.cache.peer;

import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.PeerReads.Run;
import dev.larder.cache.fetch.RunSink;
import dev.larder.cache.fetch.SourceSpeeds;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to a peer and its answer. Everything but the constructor, {@link #end} and the flags read after the end
 * runs on the connection's event loop.
 */
final class PeerExchange {

    private static final int LONGEST_REFUSAL = 4_096;

    private final Peer peer;
    private final Run run;
    private final String asker;
    private final RunSink sink;
    private final PeerLimits limits;
    private final FrameReader frames;
    private final IntConsumer receiver;
    private final SourceSpeeds.Pace pace;
    private final LinkBudgets links;
    private final CompletableFuture<@Nullable FillFailure> end = new CompletableFuture<>();
    private final StringBuilder refusal = new StringBuilder();
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable Future<?> watch;
    private HttpResponseStatus status = HttpResponseStatus.OK;
    private String reason = "";
    private boolean paused;
    /** Of what is waiting, bytes that the budget has let in. */
    private int admitted;

    private boolean keepAlive;
    private long heard = System.nanoTime();
    private long fed = heard;
    private volatile boolean answered;
    private volatile boolean reusable;
    private volatile boolean reused;
    private volatile boolean over;

    /** @param asker name of this node */
    PeerExchange(
            Peer peer,
            Run run,
            String asker,
            RunSink sink,
            IntConsumer receiver,
            SourceSpeeds.Pace pace,
            LinkBudgets links,
            PeerLimits limits) {
        this.peer = peer;
        this.run = run;
        this.asker = asker;
        this.sink = sink;
        this.limits = limits;
        this.receiver = receiver;
        this.pace = pace;
        if (!sink.whole()) {
            pace.asks((long) run.count() * sink.chunkLength());
        }
        this.links = links;
        this.frames = new FrameReader(sink, this::flowed);
    }

    private void flowed(int bytes) {
        receiver.accept(bytes);
        pace.flows(bytes, frames.sawStored());
    }

    CompletableFuture<@Nullable FillFailure> end() {
        return end;
    }

    /** The connection may serve another request. */
    boolean isReusable() {
        return reusable;
    }

    /** It ended on a kept connection before the peer answered anything. */
    boolean wasStale() {
        return reused && !answered;
    }

    boolean isOver() {
        return over;
    }

    /** As {@link FrameReader#place}. */
    @Nullable
    ByteBuf place() {
        return over || paused || !waiting.isEmpty() ? null : frames.place();
    }

    void begin(Channel on, boolean usedBefore) {
        channel = on;
        reused = usedBefore;
        var message = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, ChunkPath.format(run, asker));
        message.headers().set(HttpHeaderNames.HOST, peer.host() + ":" + peer.port());
        var blob = run.blob();
        if (blob != null) {
            message.headers().set(ChunkPath.BLOB, ChunkPath.blob(blob));
        }
        // First: what cannot be written ends this at once, which ends the watch.
        long period = Math.max(10, Math.min(500, limits.silence().toMillis() / 4));
        watch = on.eventLoop().scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
        on.writeAndFlush(message).addListener(written -> {
            if (!written.isSuccess()) {
                broke("request could not be sent: " + written.cause());
            }
        });
        on.read();
    }

    private void look() {
        if (over) {
            return;
        }
        long now = System.nanoTime();
        if (!sink.wanted() && !sink.whole()) {
            finish(new FillFailure(Reason.CANCELLED, "nobody waits for it"), false);
        } else if (paused) {
            heard = now;
            fed = now;
        } else if (pace.isTooSlow()) {
            finish(new FillFailure(Reason.PEER_SLOW, peer + " sends far less than others"), false);
        } else if (now - heard > limits.silence().toNanos()) {
            broke("silent for " + limits.silence());
        } else if (now - fed > limits.starvation().toNanos()) {
            broke("no bytes for " + limits.starvation());
        }
    }

    void received(HttpObject part) {
        heard = System.nanoTime();
        answered = true;
        if (over) {
            ReferenceCountUtil.release(part);
            return;
        }
        waiting.add(part);
        drain();
    }

    void readOn() {
        Channel on = channel;
        if (!paused && !over && on != null) {
            on.read();
        }
    }

    private void resume() {
        resume(0);
    }

    private void resume(long nanos) {
        Channel on = channel;
        if (on != null) {
            Runnable again = () -> {
                if (!over && paused) {
                    paused = false;
                    pace.waits(false);
                    drain();
                    readOn();
                }
            };
            if (nanos > 0) {
                on.eventLoop().schedule(again, nanos, TimeUnit.NANOSECONDS);
            } else {
                on.eventLoop().execute(again);
            }
        }
    }

    private void drain() {
        while (!paused && !over && !waiting.isEmpty()) {
            HttpObject part = waiting.getFirst();
            if (part instanceof HttpResponse head) {
                status = head.status();
                keepAlive = HttpUtil.isKeepAlive(head);
                String named = head.headers().get("larder-reason");
                reason = named == null ? "" : named;
            }
            if (part instanceof HttpContent content) {
                take(content.content());
            }
            if (paused) {
                return;
            }
            if (part instanceof LastHttpContent && !over) {
                ended();
            }
            if (waiting.peekFirst() == part) {
                waiting.removeFirst();
                ReferenceCountUtil.release(part);
            }
        }
    }

    private void take(ByteBuf bytes) {
        if (status.code() != 200) {
            if (refusal.length() < LONGEST_REFUSAL) {
                refusal.append(bytes.toString(java.nio.charset.StandardCharsets.UTF_8));
            }
            return;
        }
        while (bytes.isReadable() && !over) {
            // What was let in but found no memory has been counted.
            int part = admitted > 0 ? admitted : links.download(peer.node(), bytes.readableBytes(), run.warmUp());
            // Before, not after: the sink may find memory, and resume, while it is being asked.
            paused = true;
            if (part == 0) {
                pace.waits(true);
                resume(links.pauseNanos());
                return;
            }
            ByteBuf slice = bytes.slice(bytes.readerIndex(), part);
            FrameReader.Step step = frames.read(slice, this::resume);
            bytes.skipBytes(slice.readerIndex());
            admitted = slice.readableBytes();
            switch (step) {
                case MORE -> paused = false;
                case WAIT -> pace.waits(true);
                case BROKEN -> broken();
            }
            if (frames.sawData()) {
                fed = System.nanoTime();
            } else if (!frames.sawStored()) {
                pace.rests();
            }
            if (paused) {
                return;
            }
        }
    }

    private void broken() {
        paused = false;
        FillFailure failure = frames.failure();
        if (failure != null) {
            finish(new FillFailure(failure.reason(), peer + ": " + failure.message()), false);
        }
    }

    private void ended() {
        if (status.code() == 200) {
            if (sink.whole()) {
                pace.ended();
            }
            finish(sink.whole() ? null : PeerClient.unreachable(peer, "answer ended early"), keepAlive && sink.whole());
        } else {
            finish(refused(), keepAlive);
        }
    }

    private FillFailure refused() {
        Reason why = Reason.PEER_UNREACHABLE;
        for (Reason known : Reason.values()) {
            if (known.name().equals(reason)) {
                why = known;
            }
        }
        return new FillFailure(why, peer + " answered " + status.code() + ": " + refusal);
    }

    void broke(String why) {
        finish(PeerClient.unreachable(peer, why), false);
    }

    private void finish(@Nullable FillFailure failure, boolean mayReuse) {
        if (over) {
            return;
        }
        over = true;
        pace.over();
        reusable = mayReuse;
        if (watch != null) {
            watch.cancel(false);
        }
        HttpObject part = waiting.pollFirst();
        while (part != null) {
            ReferenceCountUtil.release(part);
            part = waiting.pollFirst();
        }
        end.complete(failure);
    }
}
