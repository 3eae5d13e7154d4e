package dev.larder.cache.store;

import java.io.IOException;

/**
 * The disk works, but this store must not be opened: another process has it, or its format is not known. Unlike a broken
 * disk that is a mistake somebody has to put right, so that a node does not start without it.
 */
final class StoreRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    StoreRefusedException(String message) {
        super(message);
    }
}
