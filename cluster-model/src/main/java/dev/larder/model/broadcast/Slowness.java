package dev.larder.model.broadcast;

/**
 * When a receiver gives up a source because it is slow. It compares with the best that it ever got itself, so a receiver
 * that is slow accuses nobody. A healthy source that sends to all its slots gives each an equal part of its link; and a
 * receiver that receives more transfers than that at the same time has no more for each than an equal part of its own. A source
 * that gives less than half of the smaller part is slow.
 *
 * @param patience seconds that a transfer is left alone at least before it is judged
 * @param slots transfers that a source sends at the same time, at most
 */
public record Slowness(double patience, int slots) {
    /** What cache nodes begin with: a pause of a process is no slow link. */
    public static final double PATIENCE = 2;

    /**
     * And a transfer is left alone for the time in which so much of it would come over a link of its own: connections that
     * share a slow link take turns of seconds. A node receives as many at a time, so that this is when a good one ends.
     */
    private static final double LENGTHS = DownloadSlots.ABREAST;

    /** A best of long ago fades: links change. */
    private static final double FADES = 0.998;

    public Slowness {
        if (!(patience > 0) || slots < 1) {
            throw new IllegalArgumentException("slowness: after " + patience + " s with " + slots + " slots");
        }
    }

    /**
     * The part of a link that one transfer can count on.
     *
     * @param abreast transfers that the receiver receives now, at least 1
     */
    public double part(int abreast) {
        return 1.0 / Math.max(slots, abreast);
    }

    /**
     * @param bytes that came in {@code seconds}
     * @param length bytes that are to come
     * @param parts these seconds, each times the {@link #part} of the link at that time
     * @param best bytes per second of this receiver's transfers; 0 if it has seen none
     */
    public boolean isSlow(double bytes, double length, double seconds, double parts, double best) {
        return seconds >= patience && best * seconds >= LENGTHS * length && bytes < best * parts / 2;
    }

    /** The best rate after one more finished transfer. */
    public static double best(double before, double bytes, double seconds) {
        return Math.max(bytes / seconds, before * FADES);
    }
}
