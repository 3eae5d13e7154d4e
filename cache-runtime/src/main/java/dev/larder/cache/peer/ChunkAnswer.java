package dev.larder.cache.peer;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.PeerReads.Run;
import dev.larder.cache.fetch.RunSink;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.ChunkRegion;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.read.PinnedChunk;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.read.WarmBytes;
import dev.larder.model.manifest.ManifestEntry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
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
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request for chunks: each in turn, from the disk without copying, or as it arrives here. Runs on the
 * connection's event loop.
 */
final class ChunkAnswer {

    private final ChannelHandlerContext ctx;
    private final PeerServer.Means means;
    private final Run run;
    private final RunReads reads;
    private final Uploads.Upload upload;
    private final LongAdder bytesSent;
    private final Consumer<@Nullable FillFailure> done;
    private @Nullable DatasetRevision revision;
    private @Nullable ManifestEntry entry;
    private @Nullable FillReader fill;
    private @Nullable PinnedChunk stored;
    private @Nullable WarmBytes warm;
    private boolean proceeding;
    private boolean again;
    private final AnswerPulse pulse;
    private final PacedSending pace;
    private int sentChunks;
    /** Of a chunk that arrives here, bytes sent; of one that is stored, too. */
    private int sentOfChunk;
    /** What is left of a block whose head was sent. */
    private @Nullable ByteBuf block;

    private boolean opening;
    private boolean headSent;
    private boolean over;

    /**
     * @param bytesSent counts what is handed to the socket
     * @param done called once unless aborted; with a failure if nothing was sent yet
     */
    ChunkAnswer(
            ChannelHandlerContext ctx,
            PeerServer.Means means,
            Run run,
            Uploads.Upload upload,
            LongAdder bytesSent,
            Consumer<@Nullable FillFailure> done) {
        this.ctx = ctx;
        this.means = means;
        this.run = run;
        this.reads = new RunReads(run, means.reads(), means.originReads());
        this.upload = upload;
        this.bytesSent = bytesSent;
        this.done = done;
        this.pulse = new AnswerPulse(ctx, means.limits(), this::quiet);
        this.pace = new PacedSending(ctx, means.links(), run.warmUp(), this::proceed);
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
        pulse.begin();
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
            case ReadOutcome.Hit hit -> {
                head();
                PinnedChunk pinned = new PinnedChunk(hit.chunk());
                stored = pinned;
                warm = new WarmBytes(pinned, means.cold(), ctx.executor(), this::proceed);
                proceed();
            }
            case ReadOutcome.Filling filling -> {
                head();
                fill = filling.fill();
                proceed();
            }
        }
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

    /** False: not yet. The frame has one checksum, so nothing else may be sent before its end. */
    private boolean send(PinnedChunk chunk, WarmBytes bytes) {
        int length = chunk.chunk().length() - sentOfChunk;
        return switch (bytes.at(sentOfChunk, length)) {
            case READY -> {
                int part = pace.allowed(length);
                if (part == 0) {
                    yield false;
                }
                if (sentOfChunk == 0) {
                    ctx.write(new DefaultHttpContent(Frames.head(
                            ctx.alloc(),
                            Frames.CHUNK,
                            chunk.chunk().id(),
                            0,
                            chunk.chunk().crc32c())));
                }
                sent(ctx.writeAndFlush(new ChunkRegion(chunk, sentOfChunk, part)), part);
                sentOfChunk += part;
                if (part == length) {
                    letGo();
                    sentOfChunk = 0;
                    sentChunks++;
                }
                yield true;
            }
            case WAITING -> false;
            case LOST -> {
                if (sentOfChunk > 0) {
                    ctx.close();
                    yield false;
                }
                // The store has forgotten it, so this asks for another copy; a broken disk forgets all.
                letGo();
                open();
                yield false;
            }
        };
    }

    private void letGo() {
        WarmBytes bytes = warm;
        PinnedChunk chunk = stored;
        warm = null;
        stored = null;
        if (bytes != null) {
            bytes.close();
        }
        if (chunk != null) {
            chunk.release();
        }
    }

    private void sent(ChannelFuture written, int bytes) {
        upload.flows();
        bytesSent.add(bytes);
        pulse.sent(written);
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
            FillReader reader = fill;
            PinnedChunk chunk = stored;
            WarmBytes bytes = warm;
            if (chunk != null && bytes != null) {
                if (!send(chunk, bytes)) {
                    return;
                }
            } else if (reader != null) {
                if (!sendBlock(reader)) {
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

    /** False: there is no whole block yet. */
    private boolean sendBlock(FillReader reader) {
        ByteBuf begun = block;
        if (begun != null) {
            return sendRest(reader, begun);
        }
        if (sentOfChunk == 0 && reader.isStored()) {
            // It goes out without being copied, once it is in memory.
            reader.close();
            fill = null;
            open();
            return !opening;
        }
        int count = Math.min(RunSink.BLOCK, reader.length() - sentOfChunk);
        int available = reader.available();
        if (available - sentOfChunk < count) {
            FillFailure failure = reader.failure();
            if (failure != null) {
                failed(failure);
            } else {
                reader.onProgress(available, () -> ctx.executor().execute(this::proceed));
            }
            return false;
        }
        ByteBuf bytes;
        try {
            bytes = reader.read(sentOfChunk, count);
        } catch (IllegalStateException gone) {
            failed(new FillFailure(Reason.CORRUPT, String.valueOf(gone.getMessage())));
            return false;
        }
        ctx.write(new DefaultHttpContent(
                Frames.head(ctx.alloc(), Frames.BLOCK, reader.chunk(), sentOfChunk, crc32c(bytes))));
        block = bytes;
        return sendRest(reader, bytes);
    }

    private boolean sendRest(FillReader reader, ByteBuf bytes) {
        int part = pace.allowed(bytes.readableBytes());
        if (part == 0) {
            ctx.flush();
            return false;
        }
        sent(ctx.writeAndFlush(new DefaultHttpContent(bytes.readRetainedSlice(part))), part);
        sentOfChunk += part;
        if (bytes.isReadable()) {
            return true;
        }
        bytes.release();
        block = null;
        if (sentOfChunk == reader.length()) {
            reader.close();
            fill = null;
            sentOfChunk = 0;
            sentChunks++;
        }
        return true;
    }

    private static int crc32c(ByteBuf bytes) {
        CRC32C crc = new CRC32C();
        for (var part : bytes.nioBuffers()) {
            crc.update(part);
        }
        return (int) crc.getValue();
    }

    private void quiet() {
        upload.rests();
        if (headSent && !isWithinFrame()) {
            ctx.writeAndFlush(new DefaultHttpContent(Frames.alive(ctx.alloc())));
        }
    }

    private boolean isWithinFrame() {
        return block != null || (stored != null && sentOfChunk > 0);
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
        upload.rests();
        pulse.end();
        letGo();
        ByteBuf begun = block;
        block = null;
        if (begun != null) {
            begun.release();
        }
        FillReader reader = fill;
        fill = null;
        if (reader != null) {
            reader.close();
        }
    }
}
