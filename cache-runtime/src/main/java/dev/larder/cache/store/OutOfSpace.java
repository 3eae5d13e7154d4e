package dev.larder.cache.store;

import java.io.IOException;

/** Tells a full file system, which is an answer, from a broken one. Java gives errors of the system as text only. */
final class OutOfSpace {

    private OutOfSpace() {}

    static boolean is(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }
}
