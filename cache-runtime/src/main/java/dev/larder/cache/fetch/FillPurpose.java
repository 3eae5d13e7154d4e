package dev.larder.cache.fetch;

import dev.larder.cache.read.FillFailure;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whether a fill is to be stored, and how far that has come. The fill's lock guards it. */
final class FillPurpose {

    /** Kept until stored although nobody reads. */
    private boolean held;
    /** One thread was told to store it. */
    private boolean storing;

    private CompletableFuture<@Nullable FillFailure> settled = new CompletableFuture<>();

    FillPurpose(boolean held) {
        this.held = held;
    }

    boolean isHeld() {
        return held;
    }

    /** It is to be stored, if it was not. */
    void hold() {
        if (!held) {
            held = true;
            if (settled.isDone()) {
                settled = new CompletableFuture<>();
            }
        }
    }

    /** It is stored, or will not be. */
    void drop() {
        held = false;
        storing = false;
    }

    /** True for the one caller who is to store it now. */
    boolean beginStoring() {
        if (!held || storing) {
            return false;
        }
        storing = true;
        return true;
    }

    boolean isStoring() {
        return storing;
    }

    /** As {@link ChunkFill#settled}. */
    CompletableFuture<@Nullable FillFailure> settled() {
        return settled;
    }
}
