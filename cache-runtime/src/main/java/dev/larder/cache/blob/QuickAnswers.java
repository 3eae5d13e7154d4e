package dev.larder.cache.blob;

import dev.larder.cache.catalog.Served;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ChunkRegion;
import dev.larder.cache.read.PinnedChunk;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;

/**
 * Answers the request that nearly all are: a {@link SimpleGet} of a {@link KnownTarget}, for bytes that begin in a chunk that
 * is stored, verified and in memory. Such an answer is the one that {@link BlobRead} gives, without the objects on the
 * way. All else is left to it: what is asked first, what is cold, what is refused.
 *
 * <p>Thread-safe; each event loop has a desk of its own.
 */
final class QuickAnswers {

    /** Bytes of an answer that is encrypted, at most: they pass through memory, of which a connection may have so much. */
    static final int LONGEST = 256 << 10;

    private final Served served;
    private final ChunkReads reads;
    private final Overwritten overwritten;
    private final BlobService service;
    private final KnownTargets targets;
    private final FastThreadLocal<AnswerDesk> desks = new FastThreadLocal<>() {
        @Override
        protected AnswerDesk initialValue() {
            return new AnswerDesk();
        }

        @Override
        protected void onRemoval(AnswerDesk desk) {
            desk.close();
        }
    };

    QuickAnswers(Served served, ChunkReads reads, Overwritten overwritten, BlobService service, KnownTargets targets) {
        this.served = served;
        this.reads = reads;
        this.overwritten = overwritten;
        this.service = service;
        this.targets = targets;
    }

    /**
     * Answers the requests at the beginning of the input that it can and skips them. Call it between requests only.
     *
     * @return false if there were none
     */
    boolean answer(ChannelHandlerContext ctx, ClientConnection client, ByteBuf input) {
        var desk = desks.get();
        int length = Math.min(input.readableBytes(), desk.input.length);
        input.getBytes(input.readerIndex(), desk.input, 0, length);
        int at = 0;
        try {
            while (at < length
                    && ctx.channel().isWritable()
                    && client.isBetweenRequests()
                    && desk.request.parse(desk.input, at, length)
                    && answer(ctx, client, desk)) {
                at = desk.request.end();
            }
        } catch (RuntimeException | Error unexpected) {
            desk.drop();
            throw unexpected;
        }
        input.skipBytes(at);
        desk.send(ctx);
        return at > 0;
    }

    private boolean answer(ChannelHandlerContext ctx, ClientConnection client, AnswerDesk desk) {
        long began = System.nanoTime();
        var known = overwritten.any() ? null : targets.find(served.edition(), desk.request);
        if (known == null) {
            return false;
        }
        var blob = known.blob();
        long size = blob.entry().size();
        var wanted = ByteSpan.of(desk.request.range(), size);
        long start;
        long end;
        switch (wanted) {
            case ByteSpan.Whole whole -> {
                start = 0;
                end = size;
            }
            case ByteSpan.Part part -> {
                start = part.start();
                end = part.end();
            }
            case ByteSpan.Unsatisfiable none -> {
                return false;
            }
        }
        long length = end - start;
        if (length == 0 || length > Integer.MAX_VALUE) {
            return false;
        }
        var geometry = blob.revision().geometry();
        long index = start / geometry.chunkBytes();
        int from = (int) (start - index * geometry.chunkBytes());
        // Of what is longer the rest is streamed: its reader may be slow, and its pages gone before their turn.
        boolean encrypted = client.isEncrypted();
        long most = Math.min(geometry.chunkBytes() - from, encrypted ? LONGEST : ChunkStream.PIECE);
        int first = (int) Math.min(length, most);
        if (encrypted && first < length) {
            return false;
        }
        var chunk = reads.stored(blob.hash().chunk(geometry, index));
        if (chunk == null) {
            return false;
        }
        var pinned = new PinnedChunk(chunk);
        try {
            if (!chunk.resident(from, first)) {
                return false;
            }
            int head = service.answers().quickHead(desk.head, desk.request, known, wanted, (int) length);
            if (head < 0) {
                return false;
            }
            if (first < length || (length >= BlobRead.ZERO_COPY_FROM && !encrypted)) {
                desk.room(ctx, head).writeBytes(desk.head, 0, head);
                desk.send(ctx, new ChunkRegion(pinned, from, first));
            } else if (!put(pinned, from, first, desk.room(ctx, head + first), desk.head, head)) {
                return false;
            }
        } finally {
            pinned.release();
        }
        service.served(blob, ByteSource.DISK, first);
        int status = wanted instanceof ByteSpan.Part ? 206 : 200;
        var logged = LoggedAnswer.of(service.accessLog(), desk.request, ctx.channel(), status, began);
        if (first < length) {
            client.goOn(new LongAnswer(client, ctx, service, blob, start, end, status, first, began, logged));
            return true;
        }
        service.metrics().answered(Operation.GET_BLOB, status, System.nanoTime() - began);
        if (logged != null) {
            logged.ended(length, true);
        }
        return true;
    }

    /** False, with nothing put: the bytes cannot be read. */
    private static boolean put(PinnedChunk chunk, int from, int length, ByteBuf into, byte[] head, int headBytes) {
        int before = into.writerIndex();
        into.writeBytes(head, 0, headBytes);
        try {
            chunk.readInto(into, from, length);
            return true;
        } catch (IOException unreadable) {
            // Whoever asks for it again, in the long way, says so.
        }
        into.writerIndex(before);
        return false;
    }
}
