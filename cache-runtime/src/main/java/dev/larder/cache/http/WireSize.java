package dev.larder.cache.http;

import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

/**
 * Counts file regions as what they put on the wire. Netty counts them as nothing, so that a connection with nothing but
 * regions would always seem to take more, and a slow client would have a whole blob queued and pinned.
 */
final class WireSize implements MessageSizeEstimator, MessageSizeEstimator.Handle {

    private final Handle others = DefaultMessageSizeEstimator.DEFAULT.newHandle();

    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public int size(Object message) {
        return message instanceof FileRegion region
                ? (int) Math.min(region.count(), Integer.MAX_VALUE)
                : others.size(message);
    }
}
