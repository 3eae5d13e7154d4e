package dev.larder.e2e.shape.broken.local;

import org.junit.jupiter.api.Disabled;

/** A test that is turned off, sleeps and does not say to which tier it belongs. Maven's plugins see no test in it. */
class SleepyIT {
    @Disabled
    void waits() throws InterruptedException {
        Thread.sleep(1);
    }
}
