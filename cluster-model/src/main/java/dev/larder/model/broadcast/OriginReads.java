package dev.larder.model.broadcast;

/**
 * How many pieces are read from the origin at the same time. As few as use up its budget: read all at once, all come at
 * the end and nobody has anything to pass on until then (measured: the last node is done 8 % later).
 */
public final class OriginReads {
    private OriginReads() {}

    /**
     * @param budget of the origin, bytes per second
     * @param reader what one reader gets at most, bytes per second
     */
    public static int atOnce(double budget, double reader) {
        return Math.max(1, (int) Math.ceil(budget / reader));
    }
}
