package dev.larder.cache.origin;

/** Where blobs come from in the end. Listing is the operator's; a cache node only reads versions it knows. Thread-safe. */
public interface Origin extends AutoCloseable {

    /**
     * Reads a range of exactly the version named, giving bytes to the sink as they arrive and asking for no more than
     * it takes. A blob that has another version now ends with {@code SOURCE_CHANGED}; bytes of two versions never mix.
     * Does not block and does not throw: failures arrive at the sink.
     *
     * @return cancels the read; the sink is ended with {@code CANCELLED} unless it has ended
     */
    Cancellation read(OriginRange range, OriginSink sink);

    @Override
    void close();

    /** Ends a read. Idempotent. */
    interface Cancellation {
        void cancel();
    }
}
