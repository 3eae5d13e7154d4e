package dev.larder.cache.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.pool.ChannelHealthChecker;
import io.netty.channel.pool.ChannelPoolHandler;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.util.concurrent.Future;

/**
 * The connections to one peer, each kept for the next request. A machine that lost power ends none of them: when it is back,
 * each fails the first request that is sent over it. So once one has, those that are as old are not used any more. Thread-safe.
 */
final class PeerPool extends FixedChannelPool {

    private static final int WAITING_FOR_CONNECTION = 4_096;

    private final Kept kept;

    PeerPool(Bootstrap bootstrap, ChannelPoolHandler handler, PeerLimits limits) {
        this(bootstrap, handler, limits, new Kept());
    }

    private PeerPool(Bootstrap bootstrap, ChannelPoolHandler handler, PeerLimits limits, Kept kept) {
        super(
                bootstrap,
                handler,
                kept,
                AcquireTimeoutAction.FAIL,
                limits.silence().toMillis(),
                limits.connections(),
                WAITING_FOR_CONNECTION,
                true,
                true);
        this.kept = kept;
    }

    /** One that was kept turned out to be dead: from now on new ones are used. */
    void renew() {
        kept.since = System.nanoTime();
    }

    private static final class Kept implements ChannelHealthChecker {
        private volatile long since = System.nanoTime();

        @Override
        public Future<Boolean> isHealthy(Channel channel) {
            boolean young = PeerConnection.of(channel).openedAt() - since >= 0;
            return channel.eventLoop().newSucceededFuture(young && channel.isActive());
        }
    }
}
