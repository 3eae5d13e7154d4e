package dev.larder.cache.origin;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * An origin whose reads survive what origins do: throttling, broken connections, and connections that hang without an
 * error. A read goes on at the byte where it broke, always with the same ETag. Retries are bounded per read and by a
 * budget over all reads. A request that is refused because the origin is asked too often does not count against either:
 * it goes again as soon as the pace allows, for as long as the read may wait. Bytes are taken only as the account's budget
 * allows; a node without a share in it answers {@code BUSY}.
 */
public final class SteadyOrigin implements Origin {

    private final SteadyRead.Means means;

    /**
     * How long no bytes, while they were asked for, mean a slow origin rather than a dead connection. To give up too soon
     * costs what was on its way, and with it "once".
     *
     * @param send until the request is on its way: others may wait for a connection too, or it must be made first
     * @param next between two bytes, if somebody waits for them: what has begun to send rarely pauses
     * @param unhurried between two bytes that nobody waits for. On a crowded link TCP may repeat a segment for longer than
     *     {@code next} until it is acknowledged, and a reader's delay is no reason here to have the rest sent twice
     */
    public record Patience(Duration send, Duration next, Duration unhurried) {

        /** Between two looks at whether bytes came. */
        Duration period() {
            return Duration.ofMillis(Math.max(1, next.toMillis() / 4));
        }
    }

    /**
     * @param pace of all requests to this storage account
     * @param budget of their bytes
     * @param executor where reads go on after a pause; never a thread of the caller's, which may hold locks
     */
    SteadyOrigin(
            Origin raw,
            Patience patience,
            OriginPace pace,
            AccountBudget budget,
            ScheduledExecutorService timer,
            Executor executor) {
        this.means = new SteadyRead.Means(
                raw, patience, pace, budget, timer, executor, new RetryBudget(), new AnswerTimes());
    }

    @Override
    public Cancellation read(OriginRange range, OriginSink sink) {
        SteadyRead read = new SteadyRead(means, range, sink);
        read.begin();
        return read;
    }

    @Override
    public void close() {
        means.raw().close();
    }
}
