package dev.larder.cache.origin;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.storage.blob.models.BlobStorageException;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** One GET: asks the SDK for one buffer at a time, the next when the sink has taken the last. */
final class AzureRead implements CoreSubscriber<ByteBuffer>, Origin.Cancellation {

    private final OriginRange range;
    private final OriginSink sink;
    private final Executor executor;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable ByteBuffer pending;
    private volatile boolean completed;
    private volatile boolean cancelled;

    AzureRead(OriginRange range, OriginSink sink, Executor executor) {
        this.range = range;
        this.sink = sink;
        this.executor = executor;
    }

    boolean isVersion(@Nullable String etag) {
        return etag == null || range.etag().equals(etag.replace("\"", ""));
    }

    /** Something between here and the origin ignored If-Match. */
    Publisher<ByteBuffer> changed(@Nullable String etag) {
        end(new FillFailure(Reason.SOURCE_CHANGED, range.blob() + " is version " + etag + " now, not " + range.etag()));
        return Mono.empty();
    }

    @Override
    public void onSubscribe(Subscription granted) {
        subscription = granted;
        if (cancelled) {
            granted.cancel();
        } else {
            granted.request(1);
        }
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        pending = bytes;
        offer(bytes);
    }

    private void resume() {
        executor.execute(() -> {
            ByteBuffer bytes = pending;
            if (bytes != null && !ended.get()) {
                offer(bytes);
            }
        });
    }

    private void offer(ByteBuffer bytes) {
        Subscription source = subscription;
        if (source == null || ended.get()) {
            return;
        }
        if (!sink.wanted()) {
            cancel();
            return;
        }
        boolean all = sink.accept(bytes, this::resume);
        if (!all) {
            return;
        }
        pending = null;
        if (completed) {
            finish();
        } else {
            source.request(1);
        }
    }

    @Override
    public void onError(Throwable cause) {
        end(failure(cause));
    }

    @Override
    public void onComplete() {
        completed = true;
        if (pending == null) {
            finish();
        }
    }

    private void finish() {
        end(null);
    }

    @Override
    public void cancel() {
        cancelled = true;
        Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
        end(new FillFailure(Reason.CANCELLED, "read of " + range.blob() + " was cancelled"));
    }

    private void end(@Nullable FillFailure failure) {
        if (ended.compareAndSet(false, true)) {
            pending = null;
            sink.end(failure);
        }
    }

    private FillFailure failure(Throwable cause) {
        return switch (cause) {
            case BlobStorageException answer -> answered(answer);
            case ClientAuthenticationException denied ->
                new FillFailure(
                        Reason.ORIGIN_DENIED, "no token for " + range.blob().account() + ": " + denied.getMessage());
            default -> {
                String message = cause.getMessage();
                yield new FillFailure(
                        Reason.ORIGIN_UNREACHABLE,
                        range.blob() + ": "
                                + (message == null ? cause.getClass().getSimpleName() : message));
            }
        };
    }

    private FillFailure answered(BlobStorageException answer) {
        if (answer.getStatusCode() == 429 || answer.getStatusCode() == 503) {
            sink.throttled(RetryAfter.of(answer.getResponse().getHeaders(), Instant.now()));
        }
        Reason reason = switch (answer.getStatusCode()) {
            case 404 -> Reason.ORIGIN_NOT_FOUND;
            case 412, 416 -> Reason.SOURCE_CHANGED;
            case 401, 403, 409 -> Reason.ORIGIN_DENIED;
            case 429, 500, 503 -> Reason.ORIGIN_THROTTLED;
            default -> Reason.ORIGIN_UNREACHABLE;
        };
        return new FillFailure(
                reason,
                "origin answered " + answer.getStatusCode() + " " + answer.getErrorCode() + " to " + range.blob());
    }
}
