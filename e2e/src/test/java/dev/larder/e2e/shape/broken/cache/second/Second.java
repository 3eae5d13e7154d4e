package dev.larder.e2e.shape.broken.cache.second;

import dev.larder.e2e.shape.broken.cache.first.First;

/** The other half of a cycle. */
public final class Second {
    static int changes;

    First next(First first) {
        changes++;
        return first;
    }

    void end() {
        System.exit(changes);
    }
}
