package dev.larder.cache.blob;

import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.ChunkRegion;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.PinnedChunk;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What follows the first piece of an answer that {@link QuickAnswers} began. Neither its request nor its head has passed
 * the codec, so its bytes go around that. What fails closes the connection, and clients resume where it broke.
 */
final class LongAnswer implements Exchange, ByteSink {

    private final ClientConnection client;
    private final ChannelHandlerContext socket;
    private final BlobService service;
    private final Resolution.InDataset blob;
    private final int status;
    private final long began;
    private final @Nullable LoggedAnswer logged;
    private final ChunkStream stream;
    private long sent;

    /**
     * @param socket where bytes go that are as the client gets them
     * @param sent bytes of the body so far, from {@code start}
     * @param began {@link System#nanoTime}
     * @param logged null while the access log is off
     */
    LongAnswer(
            ClientConnection client,
            ChannelHandlerContext socket,
            BlobService service,
            Resolution.InDataset blob,
            long start,
            long end,
            int status,
            long sent,
            long began,
            @Nullable LoggedAnswer logged) {
        this.client = client;
        this.socket = socket;
        this.service = service;
        this.blob = blob;
        this.status = status;
        this.sent = sent;
        this.began = began;
        this.logged = logged;
        this.stream = service.stream(client, this, blob, start + sent, end);
    }

    int status() {
        return status;
    }

    long began() {
        return began;
    }

    @Override
    public void start() {
        stream.advance();
    }

    /** Also when what the client has taken is the first piece, which did not go by way of its connection's output. */
    @Override
    public void writable() {
        client.progress();
        stream.advance();
    }

    @Override
    public void abandon() {
        stream.close();
        log(false);
    }

    @Override
    public int room() {
        return client.room();
    }

    @Override
    public void stored(PinnedChunk chunk, int from, int length, ByteSource source) {
        client.output().write(socket, new ChunkRegion(chunk, from, length));
        handed(length, source);
    }

    @Override
    public void arrived(ByteBuf bytes, ByteSource source) {
        int length = bytes.readableBytes();
        client.progress();
        client.output().write(socket, bytes);
        handed(length, source);
    }

    @Override
    public boolean takesPipes() {
        return client.output().takesPipes();
    }

    @Override
    public void piped(Pipe bytes, ByteSource source) {
        int length = bytes.bytes();
        client.progress();
        client.output().write(socket, bytes);
        handed(length, source);
    }

    private void handed(int length, ByteSource source) {
        sent += length;
        service.served(blob, source, length);
    }

    @Override
    public void pause() {
        client.flush();
    }

    @Override
    public void end() {
        log(true);
        client.done();
    }

    @Override
    public void failed(FillFailure why) {
        service.cutShort(blob, why);
        client.abort();
    }

    private void log(boolean complete) {
        if (logged != null) {
            logged.ended(sent, complete);
        }
    }
}
