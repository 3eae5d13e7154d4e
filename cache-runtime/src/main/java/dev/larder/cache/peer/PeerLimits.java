package dev.larder.cache.peer;

import dev.larder.model.broadcast.Slowness;
import dev.larder.model.broadcast.UploadSlots;
import java.time.Duration;

/**
 * Bounds of the traffic between cache nodes.
 *
 * @param connect to a peer that does not answer
 * @param silence a peer that sends nothing at all for this long, not even that it is working on it, is unreachable
 * @param starvation a peer that says it is working on it but sends no bytes for this long: maps that differ may have
 *     made two nodes wait for each other
 * @param alive how often the serving side says that it is working on it
 * @param connections kept and used at once per peer
 * @param serving requests answered at once; one more is told {@code BUSY}
 * @param stall a peer that takes nothing of its answer for this long is disconnected
 * @param patience how long a source is left alone at least before it may be called slow
 * @param uploads warm-up's part of those served; whoever waits in the foreground is not counted and not refused
 */
public record PeerLimits(
        Duration connect,
        Duration silence,
        Duration starvation,
        Duration alive,
        int connections,
        int serving,
        Duration stall,
        Duration patience,
        UploadSlots uploads) {

    /** When a source is slow. */
    public Slowness slowness() {
        return new Slowness(patience.toNanos() / 1e9, uploads.mates() + uploads.otherCells());
    }

    public static PeerLimits defaults() {
        return new PeerLimits(
                Duration.ofSeconds(2),
                Duration.ofSeconds(8),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                64,
                512,
                Duration.ofSeconds(60),
                Duration.ofMillis(Math.round(Slowness.PATIENCE * 1_000)),
                new UploadSlots(4, 1));
    }
}
