package dev.larder.cache.origin;

import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The head of an answer, for the SDK's policies, and the way to its body. The body as the SDK would read it is empty. */
final class OriginAnswer extends HttpResponse {

    private final int status;
    private final HttpHeaders headers;
    private final OriginGet get;

    OriginAnswer(HttpRequest request, int status, HttpHeaders headers, OriginGet get) {
        super(request);
        this.status = status;
        this.headers = headers;
        this.get = get;
    }

    /** The body goes there from now on. Once; any thread. */
    void body(OriginGet.Receiver to) {
        get.receive(to);
    }

    /** Nobody wants the body: the connection is kept if little of it is left, else closed. Idempotent; any thread. */
    @Override
    public void close() {
        get.discard();
    }

    /** Stops at once. Idempotent; any thread. */
    void cancel() {
        get.cancel();
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    @Override
    @SuppressWarnings("deprecation")
    public @Nullable String getHeaderValue(String name) {
        return headers.getValue(name);
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<ByteBuffer> getBody() {
        return Flux.<ByteBuffer>empty().doOnComplete(this::close);
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
        return Mono.fromSupplier(() -> {
            close();
            return new byte[0];
        });
    }

    @Override
    public Mono<String> getBodyAsString() {
        return getBodyAsByteArray().map(nothing -> "");
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
        return getBodyAsString();
    }
}
