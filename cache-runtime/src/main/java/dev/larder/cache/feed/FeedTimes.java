package dev.larder.cache.feed;

import java.time.Duration;

/**
 * How patient a node is with its feed. Each wait is a random one between half of this and this.
 *
 * @param silence without news of the operator, after which the source counts as dead
 * @param firstPause after all sources failed; doubles
 * @param longestPause of these
 * @param claim for what a source says that there is, and has not sent
 * @param avoid a relay that failed or lied is not asked again
 * @param move before a node that has found its way to another source goes to the one that is meant for it
 */
public record FeedTimes(
        Duration silence, Duration firstPause, Duration longestPause, Duration claim, Duration avoid, Duration move) {
    public static final FeedTimes DEFAULT = new FeedTimes(
            Duration.ofSeconds(15),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(40));
}
