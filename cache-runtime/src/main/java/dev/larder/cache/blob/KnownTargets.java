package dev.larder.cache.blob;

import dev.larder.cache.catalog.Resolution;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Targets of requests, as they are on the wire, that named a blob of a Dataset. Whoever sends the same bytes means the same
 * blob for as long as the catalog is the same, and need not be parsed, decoded, checked and looked up again. Each
 * target has four places, of which the last that came takes the first; at most 8,192 are kept, about 12 MB.
 *
 * <p>Thread-safe; what races lose is one request that is parsed.
 */
final class KnownTargets {

    private static final int PLACES = 8_192;
    private static final int WAYS = 4;

    private volatile Book now = new Book(new Object());

    /** What is known while one edition of the catalog lasts. */
    private static final class Book {
        private final Object edition;
        private final AtomicReferenceArray<@Nullable KnownTarget> places = new AtomicReferenceArray<>(PLACES);

        Book(Object edition) {
            this.edition = edition;
        }
    }

    /** @param edition of the catalog, as it is now */
    @Nullable
    KnownTarget find(Object edition, SimpleGet request) {
        var book = now;
        if (book.edition != edition) {
            now = new Book(edition);
            return null;
        }
        int first = place(request.addressHash());
        for (int i = first; i < first + WAYS; i++) {
            var known = book.places.get(i);
            if (known != null && request.isFor(known.target(), known.host())) {
                return known;
            }
        }
        return null;
    }

    /** @param edition of the catalog, as it was before the blob was looked up */
    void keep(Object edition, String target, String host, Resolution.InDataset blob) {
        var book = now;
        if (book.edition != edition) {
            book = new Book(edition);
            now = book;
        }
        var known = new KnownTarget(
                target.getBytes(StandardCharsets.ISO_8859_1), host.getBytes(StandardCharsets.ISO_8859_1), blob);
        int first = place(SimpleGet.addressHash(known.target(), known.host()));
        var moved = known;
        for (int i = first; i < first + WAYS && moved != null; i++) {
            moved = book.places.getAndSet(i, moved);
            if (moved != null && moved.isFor(known)) {
                moved = null;
            }
        }
    }

    /** The first of a target's places. */
    private static int place(int hash) {
        return (hash * 0x9e3779b9) >>> 21 << 2;
    }
}
