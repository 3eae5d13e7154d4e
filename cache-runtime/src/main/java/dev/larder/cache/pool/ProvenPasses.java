package dev.larder.cache.pool;

/**
 * Which clients the origin let read which blobs, and until when that is believed; at most 32,768 are kept. One that is
 * forgotten is asked for again. Refusals are never kept. Thread-safe.
 */
public final class ProvenPasses {

    private static final int PLACES = 32_768;

    private final RecentTable<Proven> passes = new RecentTable<>(PLACES);

    private record Proven(Pass pass, long until) {}

    /** @param now nanoseconds */
    public boolean isProven(Pass pass, long now) {
        return passes.find((int) pass.high(), proven -> proven.pass.equals(pass) && proven.until - now > 0) != null;
    }

    /** @param until nanoseconds */
    public void prove(Pass pass, long until) {
        passes.put((int) pass.high(), new Proven(pass, until), other -> other.pass.equals(pass));
    }

    public void forget(Pass pass) {
        passes.remove((int) pass.high(), proven -> proven.pass.equals(pass));
    }
}
