package dev.larder.cache.origin;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** One GET: turns its head into a verdict, and hands its body to the sink as the sink takes it. */
final class AzureRead implements Origin.Cancellation, OriginGet.Receiver {

    private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");

    private final OriginRange range;
    private final OriginSink sink;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Disposable request;
    private volatile @Nullable OriginAnswer answer;

    AzureRead(OriginRange range, OriginSink sink) {
        this.range = range;
        this.sink = sink;
    }

    void begin(Mono<HttpResponse> sent) {
        Disposable begun = sent.subscribe(this::answered, cause -> end(failure(cause)));
        request = begun;
        if (ended.get()) {
            begun.dispose();
        }
    }

    private void answered(HttpResponse response) {
        if (!(response instanceof OriginAnswer ours)) {
            response.close();
            end(unreachable("answer has passed a policy that keeps its body"));
            return;
        }
        answer = ours;
        FillFailure refusal = refusal(ours);
        if (refusal != null) {
            ours.close();
            end(refusal);
        } else if (ended.get()) {
            ours.cancel();
        } else {
            ours.body(this);
        }
    }

    private @Nullable FillFailure refusal(OriginAnswer head) {
        int status = head.getStatusCode();
        if (status != 200 && status != 206) {
            return refused(head);
        }
        String etag = head.getHeaderValue(HttpHeaderName.ETAG);
        if (etag != null && !range.etag().equals(etag.replace("\"", ""))) {
            // Something between here and the origin ignored If-Match.
            return new FillFailure(
                    Reason.SOURCE_CHANGED, range.blob() + " is version " + etag + " now, not " + range.etag());
        }
        if (status == 200 && range.offset() != 0) {
            return unreachable("the whole blob came where a part was asked for");
        }
        return null;
    }

    private FillFailure refused(OriginAnswer head) {
        int status = head.getStatusCode();
        if (status == 429 || status == 503) {
            sink.throttled(RetryAfter.of(head.getHeaders(), Instant.now()));
        }
        Reason reason = switch (status) {
            case 404 -> Reason.ORIGIN_NOT_FOUND;
            case 412, 416 -> Reason.SOURCE_CHANGED;
            case 401, 403, 409 -> Reason.ORIGIN_DENIED;
            case 429, 500, 503 -> Reason.ORIGIN_THROTTLED;
            default -> Reason.ORIGIN_UNREACHABLE;
        };
        return new FillFailure(
                reason, "origin answered " + status + " " + head.getHeaderValue(ERROR_CODE) + " to " + range.blob());
    }

    @Override
    public @Nullable ByteBuf place() {
        return ended.get() ? null : sink.place();
    }

    @Override
    public boolean accept(ByteBuffer bytes, Runnable resume) {
        if (ended.get()) {
            bytes.position(bytes.limit());
            return true;
        }
        if (!sink.wanted()) {
            cancel();
            return true;
        }
        return sink.accept(bytes, resume);
    }

    @Override
    public void ended(@Nullable String broken) {
        end(broken == null ? null : unreachable(broken));
    }

    @Override
    public void cancel() {
        Disposable begun = request;
        if (begun != null) {
            begun.dispose();
        }
        OriginAnswer head = answer;
        if (head != null) {
            head.cancel();
        }
        end(new FillFailure(Reason.CANCELLED, "read of " + range.blob() + " was cancelled"));
    }

    private void end(@Nullable FillFailure failure) {
        if (ended.compareAndSet(false, true)) {
            sink.end(failure);
        }
    }

    private FillFailure failure(Throwable cause) {
        if (cause instanceof ClientAuthenticationException denied) {
            return new FillFailure(
                    Reason.ORIGIN_DENIED, "no token for " + range.blob().account() + ": " + denied.getMessage());
        }
        String message = cause.getMessage();
        return unreachable(message == null ? cause.getClass().getSimpleName() : message);
    }

    private FillFailure unreachable(String why) {
        return new FillFailure(Reason.ORIGIN_UNREACHABLE, range.blob() + ": " + why);
    }
}
