package dev.larder.cache.origin;

import java.nio.ByteBuffer;

/** What arrives of one read, as fast as its account's budget and its sink take it. Not thread-safe. */
final class GrantedBytes {
    private final AccountBudget budget;
    private final OriginSink sink;
    private long taken;

    GrantedBytes(AccountBudget budget, OriginSink sink) {
        this.budget = budget;
        this.sink = sink;
    }

    /** Bytes that the sink has taken so far. */
    long taken() {
        return taken;
    }

    /** As much as the budget and the sink let it; false: {@code later} will be told to go on. */
    boolean take(ByteBuffer bytes, Runnable later) {
        String warmUpOf = sink.warmUpOf();
        int wanted = bytes.remaining();
        int granted = budget.take(wanted, warmUpOf);
        if (granted == 0 && wanted > 0) {
            budget.await(later, sink::warmUpOf, wanted);
            return false;
        }
        int end = bytes.limit();
        bytes.limit(bytes.position() + granted);
        boolean all = sink.accept(bytes, later);
        int unused = bytes.remaining();
        bytes.limit(end);
        taken += granted - unused;
        if (unused > 0) {
            budget.giveBack(unused, warmUpOf);
        }
        if (all && granted < wanted) {
            budget.await(later, sink::warmUpOf, bytes.remaining());
        }
        return all && granted == wanted;
    }
}
