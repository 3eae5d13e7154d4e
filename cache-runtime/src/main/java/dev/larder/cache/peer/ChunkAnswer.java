package dev.larder.cache.peer;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.PeerReads.Run;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.model.manifest.ManifestEntry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request for chunks: each in turn, from the disk or as it arrives here. Runs on the connection's event
 * loop.
 */
final class ChunkAnswer {

    private final ChannelHandlerContext ctx;
    private final PeerServer.Means means;
    private final Run run;
    private final RunReads reads;
    private final boolean summed;
    private final AnswerOutput out;
    private final Consumer<@Nullable FillFailure> done;
    private @Nullable DatasetRevision revision;
    private @Nullable ManifestEntry entry;
    private @Nullable OutgoingChunk chunk;
    private int sentChunks;
    private boolean proceeding;
    private boolean again;
    private boolean opening;
    private boolean headSent;
    private boolean over;

    /**
     * @param summed the asker understands {@link Frames#SUMMED}
     * @param bytesSent counts what the socket has taken
     * @param done called once unless aborted; with a failure if nothing was sent yet
     */
    ChunkAnswer(
            ChannelHandlerContext ctx,
            PeerServer.Means means,
            Run run,
            boolean summed,
            Uploads.Upload upload,
            LongAdder bytesSent,
            Consumer<@Nullable FillFailure> done) {
        this.ctx = ctx;
        this.means = means;
        this.run = run;
        this.reads = new RunReads(run, means.reads(), means.originReads());
        this.summed = summed;
        this.out = new AnswerOutput(ctx, means, run.warmUp(), upload, bytesSent, this::quiet, this::proceed);
        this.done = done;
    }

    /** @throws IllegalArgumentException if the blob has no such chunks */
    void begin() {
        DatasetRevision known = RunRevision.of(run, means.served());
        if (known == null) {
            finish(new FillFailure(Reason.UNKNOWN_REVISION, "manifest " + run.manifest() + " is not here"));
            return;
        }
        if (run.ordinal() >= known.manifest().size()) {
            finish(new FillFailure(Reason.CORRUPT, "no blob " + run.ordinal() + " in " + run.manifest()));
            return;
        }
        ManifestEntry blob = known.manifest().entry(run.ordinal());
        if (run.first() > known.geometry().chunkCount(blob.size()) - run.count()) {
            finish(new FillFailure(
                    Reason.CORRUPT, "no chunks " + run.first() + ", +" + run.count() + " in " + blob.path()));
            return;
        }
        revision = known;
        entry = blob;
        out.begin();
        open();
    }

    private void open() {
        DatasetRevision known = revision;
        ManifestEntry blob = entry;
        if (known == null || blob == null) {
            return;
        }
        opening = true;
        reads.open(new ChunkRef(known, run.ordinal(), blob, run.first() + sentChunks))
                .whenComplete((outcome, broken) -> {
                    if (ctx.executor().inEventLoop()) {
                        opened(outcome, broken);
                    } else {
                        ctx.executor().execute(() -> opened(outcome, broken));
                    }
                });
    }

    private void opened(@Nullable ReadOutcome outcome, @Nullable Throwable broken) {
        opening = false;
        if (over) {
            discard(outcome);
            return;
        }
        switch (outcome) {
            case null -> failed(new FillFailure(Reason.CANCELLED, String.valueOf(broken)));
            case ReadOutcome.Unavailable unavailable -> failed(unavailable.why());
            case ReadOutcome.Hit hit ->
                begin(new StoredOutgoing(hit.chunk(), means.cold(), out, summed, this::proceed));
            case ReadOutcome.Filling filling -> begin(new ArrivingOutgoing(filling.fill(), out, this::proceed));
        }
    }

    private void begin(OutgoingChunk next) {
        head();
        chunk = next;
        proceed();
    }

    static void discard(@Nullable ReadOutcome outcome) {
        switch (outcome) {
            case null -> {}
            case ReadOutcome.Unavailable unavailable -> {}
            case ReadOutcome.Hit hit -> hit.chunk().close();
            case ReadOutcome.Filling filling -> filling.fill().close();
        }
    }

    private void head() {
        if (headSent) {
            return;
        }
        headSent = true;
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/x-larder-chunks")
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        ctx.writeAndFlush(head);
    }

    void writable() {
        if (ctx.channel().isWritable()) {
            proceed();
        }
    }

    /**
     * Sends what there is and room for. A write may tell of room while it goes on, so before what it sent is counted as
     * sent: that is looked at when it is done.
     */
    private void proceed() {
        again = true;
        if (proceeding) {
            return;
        }
        proceeding = true;
        try {
            while (again) {
                again = false;
                sendAll();
            }
        } finally {
            proceeding = false;
        }
    }

    private void sendAll() {
        while (!over && !opening && ctx.channel().isWritable()) {
            OutgoingChunk next = chunk;
            if (next != null) {
                if (!hasMoved(next.send())) {
                    return;
                }
            } else if (sentChunks == run.count()) {
                ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
                finish(null);
            } else {
                open();
            }
        }
    }

    private boolean hasMoved(OutgoingChunk.Step step) {
        switch (step) {
            case OutgoingChunk.Turn.MORE -> {}
            case OutgoingChunk.Turn.DONE -> {
                letGo();
                sentChunks++;
            }
            case OutgoingChunk.Turn.AGAIN -> {
                letGo();
                open();
            }
            case OutgoingChunk.Turn.WAIT -> {
                return false;
            }
            case OutgoingChunk.Turn.TORN -> {
                ctx.close();
                return false;
            }
            case OutgoingChunk.Failed(var why) -> failed(why);
        }
        return true;
    }

    private void letGo() {
        OutgoingChunk last = chunk;
        chunk = null;
        if (last != null) {
            last.close();
        }
    }

    private void quiet() {
        out.rests();
        OutgoingChunk current = chunk;
        if (headSent && (current == null || !current.isWithinFrame())) {
            ctx.writeAndFlush(new DefaultHttpContent(Frames.alive(ctx.alloc())));
        }
    }

    private void failed(FillFailure why) {
        if (!headSent) {
            finish(why);
            return;
        }
        ctx.write(new DefaultHttpContent(Frames.failed(ctx.alloc(), why)));
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        finish(null);
    }

    private void finish(@Nullable FillFailure failure) {
        abort();
        done.accept(failure);
    }

    /** The connection is gone. */
    void abort() {
        over = true;
        reads.close();
        out.end();
        letGo();
    }
}
