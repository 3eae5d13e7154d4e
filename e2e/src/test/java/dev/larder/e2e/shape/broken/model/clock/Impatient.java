package dev.larder.e2e.shape.broken.model.clock;

import java.time.Instant;

/** The model must not look at a clock. */
final class Impatient {
    Instant now() {
        return Instant.now();
    }
}
