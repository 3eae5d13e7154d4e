package dev.larder.cache.peer;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.fetch.PeerReads.Mode;
import dev.larder.model.broadcast.UploadSlots;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node sends to other nodes' warm-up at the same time. Thread-safe.
 *
 * <p>An answer has a slot only while its bytes go out. One that waits for bytes itself (its node fetches the chunk first) has
 * none: otherwise two nodes whose slots are all taken by those who wait would wait for each other's. When its bytes come
 * it takes a slot although there may be none left: it has waited long enough. So the number of slots decides who is let
 * in, and is exceeded by those who were let in before there was anything to send.
 */
final class Uploads {

    private final UploadSlots slots;
    private final Supplier<MapView> maps;
    private final AtomicInteger sending = new AtomicInteger();

    /** @param maps the newest map: tells in which cell an asker is */
    Uploads(UploadSlots slots, Supplier<MapView> maps) {
        this.slots = slots;
        this.maps = maps;
    }

    /** Answers that send bytes now. */
    int sending() {
        return sending.get();
    }

    /** Whether a mate would be let in now. */
    boolean admitsMate() {
        return slots.admit(sending.get(), false);
    }

    /**
     * Lets an answer begin; null if it is to be refused.
     *
     * @param asker name of the node that asks
     */
    @Nullable
    Upload begin(Mode mode, String asker) {
        return switch (mode) {
            // A reader only streams through: whoever asks it sends the bytes on, and has slots for that.
            case FILL, HELD, ORIGIN, ORIGIN_WARM -> new Upload(null);
            case WARM -> slots.admit(sending.get(), isOfAnotherCell(asker)) ? new Upload(sending) : null;
            case STORED -> {
                // Its bytes are here, so that it has a slot from the beginning and the number is kept exactly.
                boolean other = isOfAnotherCell(asker);
                int before = sending.getAndUpdate(active -> slots.admit(active, other) ? active + 1 : active);
                yield slots.admit(before, other) ? new Upload(sending).taken() : null;
            }
        };
    }

    /** Nobody whom the map does not know is given the slot that is kept for others. */
    private boolean isOfAnotherCell(String asker) {
        MapView view = maps.get();
        int node = asker.isEmpty() ? -1 : view.map().indexOf(asker);
        return node >= 0 && view.isMember() && !view.placement().sameCell(view.self(), node);
    }

    /** One answer. Used by one thread at a time. */
    static final class Upload {

        private final @Nullable AtomicInteger sending;
        private boolean has;

        private Upload(@Nullable AtomicInteger sending) {
            this.sending = sending;
        }

        private Upload taken() {
            has = true;
            return this;
        }

        /** Bytes go out. */
        void flows() {
            if (sending != null && !has) {
                has = true;
                sending.incrementAndGet();
            }
        }

        /** Nothing goes out, for want of bytes or because it is over. */
        void rests() {
            if (sending != null && has) {
                has = false;
                sending.decrementAndGet();
            }
        }
    }
}
