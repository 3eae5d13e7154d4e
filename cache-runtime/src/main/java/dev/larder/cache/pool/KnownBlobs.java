package dev.larder.cache.pool;

import dev.larder.cache.catalog.Resolution;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.catalog.OnDemand;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The versions of blobs that the origin told of last; at most 16,384 are kept, about 32 MB.
 *
 * <p>What the origin says is as old as the question. So whoever asks takes a {@link #stamp} before, and what it heard is
 * not kept if a write has passed in between: neither order of answer and write leaves an overwritten version here.
 * Thread-safe.
 */
public final class KnownBlobs {

    private static final int PLACES = 16_384;
    private static final int STAMPS = 1_024;

    private final RecentTable<Known> blobs = new RecentTable<>(PLACES);
    /** The last one counts what was said of whole containers. */
    private final AtomicIntegerArray changes = new AtomicIntegerArray(STAMPS + 1);

    /**
     * @param pool that the blob is cut and placed by
     * @param askedAt when the origin was asked, nanoseconds
     */
    public record Known(BlobRef address, OnDemand pool, Resolution.InDataset blob, long askedAt) {}

    /** Null, too, if it is to be cut or placed otherwise now. */
    public @Nullable Known find(BlobRef address, OnDemand pool) {
        return blobs.find(address.hashCode(), known -> known.pool == pool && known.address.equals(address));
    }

    /** Another number once somebody has changed the blob, or may have. */
    public long stamp(BlobRef address) {
        return (long) changes.get(STAMPS) << Integer.SIZE | Integer.toUnsignedLong(changes.get(place(address)));
    }

    /** @param stamp as it was before the origin was asked */
    public void keep(Known known, long stamp) {
        var address = known.address;
        if (stamp(address) != stamp) {
            return;
        }
        blobs.put(address.hashCode(), known, other -> other.address.equals(address));
        if (stamp(address) != stamp) {
            blobs.remove(address.hashCode(), other -> other == known);
        }
    }

    /** Not the newest version any more, or nobody knows. */
    public void forget(BlobRef address) {
        changes.incrementAndGet(place(address));
        blobs.remove(address.hashCode(), known -> known.address.equals(address));
    }

    /** @param container empty for all of the account */
    public void forgetAll(String account, String container) {
        changes.incrementAndGet(STAMPS);
        blobs.removeIf(known -> known.address.account().equals(account)
                && (container.isEmpty() || known.address.container().equals(container)));
    }

    private static int place(BlobRef address) {
        return (address.hashCode() * 0x9e3779b9) >>> (Integer.SIZE - Integer.numberOfTrailingZeros(STAMPS));
    }
}
