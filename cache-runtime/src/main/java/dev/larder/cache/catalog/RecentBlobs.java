package dev.larder.cache.catalog;

import dev.larder.model.blob.BlobRef;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Blobs that were looked up of late. A look-up in the manifest decodes three blocks and hashes the blob's name: more work
 * and garbage than the rest of a small hit, and clients read most blobs in many ranges. Each address has two
 * places, of which the last that came takes the first and moves its holder to the second, so that there is nothing to
 * lock and nothing to search; at most 4,096 are kept, about 2 MB.
 *
 * <p>Thread-safe. What it answers is true for one catalog: a new one needs a new instance.
 */
final class RecentBlobs {
    private static final int PLACES = 4_096;

    private final AtomicReferenceArray<Known> places = new AtomicReferenceArray<>(PLACES);

    private record Known(BlobRef address, Resolution.InDataset blob) {}

    Resolution.@Nullable InDataset find(BlobRef address) {
        int place = place(address);
        Known known = places.get(place);
        if (known == null || !known.address.equals(address)) {
            known = places.get(place ^ 1);
        }
        return known != null && known.address.equals(address) ? known.blob : null;
    }

    void keep(BlobRef address, Resolution.InDataset blob) {
        int place = place(address);
        Known moved = places.getAndSet(place, new Known(address, blob));
        if (moved != null) {
            places.set(place ^ 1, moved);
        }
    }

    private static int place(BlobRef address) {
        return (address.hashCode() * 0x9e3779b9) >>> 20;
    }
}
