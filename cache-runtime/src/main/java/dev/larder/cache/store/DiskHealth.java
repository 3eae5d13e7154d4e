package dev.larder.cache.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk still works. Thread-safe.
 *
 * <p>A failed write or flush takes it out of use at once: the kernel drops the pages it could not write, so nothing known
 * about the files holds any more. A failed read is one bad spot, which costs its chunk; only many of them take the disk
 * out of use.
 */
final class DiskHealth {

    private static final Logger LOG = LoggerFactory.getLogger(DiskHealth.class);
    private static final long READ_ERRORS_BORNE = 64;

    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private volatile Runnable whenFailed = () -> {};

    @Nullable
    String failure() {
        return failure.get();
    }

    /** Is run by the thread that notices, which may hold locks of the store. */
    void whenFailed(Runnable action) {
        whenFailed = action;
    }

    String failed(String doing, IOException cause) {
        String message = doing + ": " + cause;
        if (failure.compareAndSet(null, message)) {
            LOG.error("The disk is out of use until the process is restarted. {}", message, cause);
            whenFailed.run();
            return message;
        }
        return String.valueOf(failure.get());
    }

    void readFailed(long readErrors, String doing, IOException cause) {
        LOG.warn("Read error {}. {}: {}", readErrors, doing, cause.toString());
        if (readErrors >= READ_ERRORS_BORNE) {
            failed("Too many read errors, at last " + doing, cause);
        }
    }
}
