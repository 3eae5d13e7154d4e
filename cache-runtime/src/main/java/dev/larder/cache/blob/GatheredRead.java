package dev.larder.cache.blob;

import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.PinnedChunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A range of at most 4 MiB whose checksum goes into the head: gathers the range, sums it up away from the event loop,
 * then answers. {@link BlobService} bounds how many do so at once; this returns its permit.
 */
final class GatheredRead implements ByteSink {

    private final ClientConnection client;
    private final BlobService service;
    private final HttpRequest request;
    private final HttpResponse head;
    private final Resolution.InDataset blob;
    private final RangeChecksum.Wanted wanted;
    private final Consumer<FillFailure> failed;
    private final ChunkStream stream;
    private final List<Piece> pieces = new ArrayList<>();
    /** The farthest of those that bytes came from. */
    private ByteSource source = ByteSource.MEMORY;

    private final EnumMap<ByteSource, Integer> sources = new EnumMap<>(ByteSource.class);
    private boolean abandoned;
    /** The permit and the pieces are the worker's now, or given back already. */
    private boolean handedOn;

    /** A part of the range that is still where it came from. */
    private sealed interface Piece {
        void copyInto(ByteBuf all) throws IOException;

        void release();
    }

    private record OnDisk(PinnedChunk chunk, int from, int length) implements Piece {
        @Override
        public void copyInto(ByteBuf all) throws IOException {
            chunk.readInto(all, from, length);
        }

        @Override
        public void release() {
            chunk.release();
        }
    }

    private record InMemory(ByteBuf bytes) implements Piece {
        @Override
        public void copyInto(ByteBuf all) {
            all.writeBytes(bytes);
        }

        @Override
        public void release() {
            bytes.release();
        }
    }

    GatheredRead(
            ClientConnection client,
            BlobService service,
            HttpRequest request,
            HttpResponse head,
            Resolution.InDataset blob,
            RangeChecksum.Wanted wanted,
            Consumer<FillFailure> failed) {
        this.failed = failed;
        this.client = client;
        this.service = service;
        this.request = request;
        this.head = head;
        this.blob = blob;
        this.wanted = wanted;
        this.stream = service.stream(
                client, this, blob, wanted.part().start(), wanted.part().end());
    }

    void start() {
        stream.advance();
    }

    void abandon() {
        abandoned = true;
        stream.close();
        letGo();
    }

    @Override
    public int room() {
        return ChunkStream.PIECE;
    }

    @Override
    public void stored(PinnedChunk chunk, int from, int length, ByteSource where) {
        came(where, length);
        pieces.add(new OnDisk(chunk.retain(), from, length));
    }

    @Override
    public void arrived(ByteBuf bytes, ByteSource from) {
        came(from, bytes.readableBytes());
        client.progress();
        pieces.add(new InMemory(bytes));
    }

    /** All of it is summed, and sent when that is done. */
    @Override
    public boolean takesPipes() {
        return false;
    }

    @Override
    public void piped(Pipe bytes, ByteSource from) {
        bytes.close();
        throw new IllegalStateException("A sink that takes no pipes was given one");
    }

    private void came(ByteSource from, int length) {
        if (from.compareTo(source) > 0) {
            source = from;
        }
        sources.merge(from, length, Integer::sum);
    }

    @Override
    public void pause() {}

    @Override
    public void end() {
        try {
            service.blocking().execute(this::sum);
            handedOn = true;
        } catch (RejectedExecutionException full) {
            failed(new FillFailure(FillFailure.Reason.BUSY, "Too many checksums are being computed."));
        }
    }

    @Override
    public void failed(FillFailure why) {
        letGo();
        failed.accept(why);
    }

    private void letGo() {
        if (!handedOn) {
            handedOn = true;
            pieces.forEach(Piece::release);
            service.gathered();
        }
    }

    /** Off the event loop; owns the pieces. */
    private void sum() {
        var bytes = new byte[(int) wanted.part().length()];
        @Nullable String checksum = null;
        try {
            var all = Unpooled.wrappedBuffer(bytes).clear();
            for (var piece : pieces) {
                piece.copyInto(all);
            }
            checksum = checksum(bytes);
        } catch (IOException unreadable) {
            service.unexpected(unreadable);
        } finally {
            pieces.forEach(Piece::release);
        }
        var result = checksum;
        client.loop().execute(() -> answer(bytes, result));
    }

    private void answer(byte[] bytes, @Nullable String checksum) {
        service.gathered();
        if (abandoned) {
            return;
        }
        if (checksum == null) {
            var why = new FillFailure(FillFailure.Reason.CORRUPT, "The stored copy cannot be read; try again.");
            service.answers().refuse(client, request, service.refusal(blob, why));
            return;
        }
        head.headers().set(wanted.kind() == RangeChecksum.Kind.MD5 ? "content-md5" : "x-ms-content-crc64", checksum);
        head.headers().set(Answers.SOURCE, Answers.name(source));
        sources.forEach((from, length) -> service.served(blob, from, length));
        client.head(head);
        client.write(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
        client.write(LastHttpContent.EMPTY_LAST_CONTENT);
        client.done();
    }

    private String checksum(byte[] bytes) {
        var sum = switch (wanted.kind()) {
            case MD5 -> md5(bytes);
            case CRC64 -> {
                var crc = new Crc64();
                crc.update(bytes, 0, bytes.length);
                yield crc.littleEndian();
            }
        };
        return Base64.getEncoder().encodeToString(sum);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has MD5", missing);
        }
    }
}
