package dev.larder.local.network;

import java.util.List;

/**
 * A limit to what passes through one end of a link: a token bucket that queues up to 50 ms and then drops, as a slower
 * network card would.
 *
 * @param bitsPerSecond at least 64 kbit/s
 */
public record LinkLimit(long bitsPerSecond) {
    private static final long LEAST = 64_000;
    /** A bucket smaller than one large segment would split every packet. */
    private static final long LEAST_BURST = 128 * 1024;

    public LinkLimit {
        if (bitsPerSecond < LEAST) {
            throw new IllegalArgumentException("a link's limit is at least " + LEAST + " bit/s, not " + bitsPerSecond);
        }
    }

    /** The command that sets it at the sending end {@code device}. */
    public List<String> command(String device) {
        // The kernel refills buckets at least 100 times a second.
        long burst = Math.max(LEAST_BURST, bitsPerSecond / 8 / 100);
        return List.of(("tc qdisc replace dev %s root tbf rate %dbit burst %db latency 50ms"
                        .formatted(device, bitsPerSecond, burst))
                .split(" "));
    }
}
