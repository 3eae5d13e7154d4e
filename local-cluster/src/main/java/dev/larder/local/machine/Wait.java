package dev.larder.local.machine;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits with a limit for something that only asking again can tell. */
public final class Wait {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Wait() {}

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @param otherwise says, when the time is up, what did not happen and why
     * @throws MachineException when the time is up or the thread is interrupted
     */
    public static void until(Duration limit, BooleanSupplier condition, Supplier<String> otherwise) {
        until(limit, PAUSE, condition, otherwise);
    }

    /** Asks again after {@code pause}: for what is costly to ask. */
    public static void until(Duration limit, Duration pause, BooleanSupplier condition, Supplier<String> otherwise) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new MachineException(otherwise.get());
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MachineException("interrupted while waiting: " + otherwise.get(), e);
            }
        }
    }
}
