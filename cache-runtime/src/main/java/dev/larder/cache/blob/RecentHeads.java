package dev.larder.cache.blob;

import dev.larder.cache.catalog.Resolution;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What answers tell about a blob, made once: a dozen headers with formatted dates, checked character by character, cost more
 * than the rest of a small hit. Each blob has one place that it shares with few; the last that came has it. At most
 * 4,096 are kept, about 6 MB.
 *
 * <p>Thread-safe: the headers of an entry are never changed.
 */
final class RecentHeads {

    private static final int PLACES = 4_096;

    private final AtomicReferenceArray<Known> places = new AtomicReferenceArray<>(PLACES);

    private record Known(Resolution.InDataset blob, boolean partial, HttpHeaders headers) {}

    /** Only to be copied from. */
    HttpHeaders of(Resolution.InDataset blob, boolean partial) {
        int place = (((int) blob.hash().low() * 2 + (partial ? 1 : 0)) * 0x9e3779b9) >>> 20;
        var known = places.get(place);
        // A blob that is looked up again is the same object for as long as it is remembered.
        if (known == null || known.blob != blob || known.partial != partial) {
            var headers = Answers.empty();
            BlobHeaders.describe(headers, blob.revision(), blob.entry(), partial);
            known = new Known(blob, partial, headers);
            places.set(place, known);
        }
        return known.headers;
    }
}
