package dev.larder.cache.blob;

/** What the metrics are told of the request that is under way on one connection. Runs on its event loop. */
final class RequestCount {

    private final BlobMetrics metrics;
    private Operation operation = Operation.UNKNOWN;
    private int status;
    private long startedAt;

    RequestCount(BlobMetrics metrics) {
        this.metrics = metrics;
    }

    /** @param at {@link System#nanoTime} */
    void began(long at) {
        operation = Operation.UNKNOWN;
        status = 0;
        startedAt = at;
        metrics.started();
    }

    void operation(Operation what) {
        operation = what;
    }

    void status(int code) {
        status = code;
    }

    /** Its head was sent. */
    boolean isAnswered() {
        return status != 0;
    }

    void ended(boolean complete) {
        metrics.ended(operation, status, System.nanoTime() - startedAt, complete);
    }
}
