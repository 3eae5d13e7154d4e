package dev.larder.cache.blob;

import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.ChunkRegion;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.PinnedChunk;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Get Blob and Get Blob Properties of a blob of a Dataset. The head is sent with the first byte, so that whatever fails
 * before becomes an error answer; what fails later closes the connection, and clients resume where it broke.
 */
final class BlobRead implements Exchange, ByteSink {

    /**
     * Shorter pieces are copied through memory, longer ones go from the page cache to the socket. See "What a profile
     * changed" in docs/performance.md.
     */
    static final int ZERO_COPY_FROM = 16 << 10;

    private static final AsciiString X_MS_RANGE = AsciiString.cached("x-ms-range");

    private final ClientConnection client;
    private final BlobService service;
    private final HttpRequest request;
    private final Resolution.InDataset blob;
    private final Losses losses;
    private @Nullable ChunkStream stream;
    private @Nullable GatheredRead gathered;
    private @Nullable StructuredBody structured;
    private @Nullable HttpResponse head;
    private long length;
    private boolean whole;

    /** What becomes of a read whose bytes cannot be had. */
    interface Losses {

        /** No byte of the answer was sent. True: something else answers, and this read is over. */
        boolean replace(FillFailure why);

        /** The answer broke off. */
        void cutShort(FillFailure why);
    }

    /** A blob of a Dataset has this version or none. */
    private enum Refused implements Losses {
        AS_IT_IS;

        @Override
        public boolean replace(FillFailure why) {
            return false;
        }

        @Override
        public void cutShort(FillFailure why) {}
    }

    BlobRead(ClientConnection client, BlobService service, HttpRequest request, Resolution.InDataset blob) {
        this(client, service, request, blob, Refused.AS_IT_IS);
    }

    BlobRead(
            ClientConnection client,
            BlobService service,
            HttpRequest request,
            Resolution.InDataset blob,
            Losses losses) {
        this.client = client;
        this.service = service;
        this.request = request;
        this.blob = blob;
        this.losses = losses;
    }

    @Override
    public void start() {
        boolean properties = request.method().equals(HttpMethod.HEAD);
        client.operation(properties ? Operation.BLOB_PROPERTIES : Operation.GET_BLOB);
        var entry = blob.entry();
        var refusal = Conditions.check(request.headers(), entry.etag(), entry.lastModified());
        if (refusal != null) {
            var answer = service.answers().head(request, refusal.error().status());
            if (refusal.error() != AzureError.UNSATISFIABLE_CONDITION) {
                BlobHeaders.identify(answer.headers(), blob.revision(), entry);
            }
            service.answers().refuse(client, request, refusal, answer);
        } else if (properties) {
            var answer = answer(200, entry.size());
            client.head(answer);
            client.write(LastHttpContent.EMPTY_LAST_CONTENT);
            client.done();
        } else {
            get();
        }
    }

    private void get() {
        var headers = request.headers();
        var xMsRange = headers.get(X_MS_RANGE);
        var wanted = ByteSpan.of(
                xMsRange != null ? xMsRange : headers.get(HttpHeaderNames.RANGE),
                blob.entry().size());
        switch (StructuredBody.asked(headers)) {
            case StructuredBody.Asked.Refused(var refusal) -> service.answers().refuse(client, request, refusal);
            case StructuredBody.Asked.Yes yes -> send(wanted, true);
            case StructuredBody.Asked.No no -> getPlain(wanted);
        }
    }

    private void getPlain(ByteSpan wanted) {
        switch (RangeChecksum.of(request.headers(), wanted)) {
            case RangeChecksum.Refused(var refusal) -> service.answers().refuse(client, request, refusal);
            case RangeChecksum.None none -> send(wanted, false);
            case RangeChecksum.Wanted asked -> gather(asked);
        }
    }

    private void gather(RangeChecksum.Wanted wanted) {
        if (!service.mayGather()) {
            var refusal = AzureError.SERVER_BUSY.because("Too many checksums are being computed.");
            service.answers().refuse(client, request, refusal);
            return;
        }
        var answer = answer(206, wanted.part().length());
        answer.headers().set(HttpHeaderNames.CONTENT_RANGE, wanted.part().contentRange());
        gathered = new GatheredRead(client, service, request, answer, blob, wanted, this::refuse);
        gathered.start();
    }

    private void send(ByteSpan wanted, boolean framed) {
        switch (wanted) {
            case ByteSpan.Whole(long size) -> {
                head = framed ? framed(200, size) : answer(200, size);
                stream(0, size);
            }
            case ByteSpan.Part part -> {
                head = framed ? framed(206, part.length()) : answer(206, part.length());
                head.headers().set(HttpHeaderNames.CONTENT_RANGE, part.contentRange());
                stream(part.start(), part.end());
            }
            case ByteSpan.Unsatisfiable(long size) -> {
                var answer = service.answers().head(request, 416);
                answer.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size);
                var refusal = AzureError.INVALID_RANGE.because(
                        "The range specified is invalid for the current size of the resource: " + size + " bytes.");
                service.answers().refuse(client, request, refusal, answer);
            }
        }
    }

    private void stream(long start, long end) {
        length = end - start;
        stream = service.stream(client, this, blob, start, end);
        stream.advance();
    }

    private HttpResponse framed(int status, long length) {
        structured = new StructuredBody(length);
        // The blob's MD5 is not that of this body.
        var answer = answer(status, structured.length(), true);
        answer.headers().set(StructuredBody.TYPE_HEADER, StructuredBody.TYPE);
        answer.headers().set(StructuredBody.LENGTH_HEADER, length);
        return answer;
    }

    private HttpResponse answer(int status, long length) {
        return answer(status, length, status == 206);
    }

    private HttpResponse answer(int status, long length, boolean partial) {
        var answer = service.answers().head(request, status);
        answer.headers().add(service.heads().of(blob, partial));
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        return answer;
    }

    // ---- the bytes ----

    @Override
    public int room() {
        return structured == null ? client.room() : structured.room(client.room());
    }

    @Override
    public void stored(PinnedChunk chunk, int from, int length, ByteSource source) {
        if (length >= ZERO_COPY_FROM && !client.isEncrypted() && structured == null) {
            begin(source);
            client.write(new ChunkRegion(chunk, from, length));
        } else {
            var copy = client.context().alloc().directBuffer(length, length);
            try {
                chunk.readInto(copy, from, length);
            } catch (IOException unreadable) {
                copy.release();
                lost(new FillFailure(FillFailure.Reason.CORRUPT, "The stored copy cannot be read; try again."));
                return;
            }
            hand(copy, source);
        }
        service.served(blob, source, length);
    }

    @Override
    public void arrived(ByteBuf bytes, ByteSource source) {
        begin(source);
        service.served(blob, source, bytes.readableBytes());
        client.progress();
        write(bytes);
    }

    @Override
    public boolean takesPipes() {
        return structured == null && client.output().takesPipes();
    }

    @Override
    public void piped(Pipe bytes, ByteSource source) {
        begin(source);
        service.served(blob, source, bytes.bytes());
        client.progress();
        client.output().write(client.context(), bytes);
    }

    @Override
    public void pause() {
        client.flush();
    }

    @Override
    public void end() {
        if (!whole) {
            begin(ByteSource.MEMORY);
            if (structured != null && length == 0) {
                client.write(new DefaultHttpContent(StructuredBody.empty()));
            }
            client.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        client.done();
    }

    @Override
    public void failed(FillFailure why) {
        if (head == null) {
            service.cutShort(blob, why);
            losses.cutShort(why);
            client.abort();
        } else {
            head = null;
            refuse(why);
        }
    }

    private void refuse(FillFailure why) {
        if (!losses.replace(why)) {
            service.answers().refuse(client, request, service.refusal(blob, why));
        }
    }

    private void lost(FillFailure why) {
        abandon();
        failed(why);
    }

    /** An answer that is here whole is one message: three would pass the pipeline thrice, and be three pieces for the socket. */
    private void hand(ByteBuf bytes, ByteSource source) {
        var answer = head;
        if (answer != null && bytes.readableBytes() == length && structured == null) {
            head = null;
            whole = true;
            answer.headers().set(Answers.SOURCE, Answers.name(source));
            client.head(new DefaultFullHttpResponse(
                    answer.protocolVersion(), answer.status(), bytes, answer.headers(), EmptyHttpHeaders.INSTANCE));
        } else {
            begin(source);
            write(bytes);
        }
    }

    private void write(ByteBuf bytes) {
        var framing = structured;
        if (framing == null) {
            client.write(new DefaultHttpContent(bytes));
            return;
        }
        var before = framing.before();
        var after = framing.after(bytes);
        if (before != null) {
            client.write(new DefaultHttpContent(before));
        }
        client.write(new DefaultHttpContent(bytes));
        if (after != null) {
            client.write(new DefaultHttpContent(after));
        }
    }

    private void begin(ByteSource source) {
        var answer = head;
        if (answer != null) {
            head = null;
            answer.headers().set(Answers.SOURCE, Answers.name(source));
            client.head(answer);
        }
    }

    @Override
    public void writable() {
        if (stream != null) {
            stream.advance();
        }
    }

    @Override
    public void abandon() {
        if (stream != null) {
            stream.close();
        }
        if (gathered != null) {
            gathered.abandon();
        }
    }
}
