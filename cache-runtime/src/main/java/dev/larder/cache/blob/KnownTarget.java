package dev.larder.cache.blob;

import dev.larder.cache.catalog.Resolution;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A target on the wire, the blob it names, and the part of answers' heads that is the same every time. Thread-safe. */
final class KnownTarget {

    private final byte[] target;
    private final byte[] host;
    private final Resolution.InDataset blob;
    private volatile byte @Nullable [] whole;
    private volatile byte @Nullable [] part;

    KnownTarget(byte[] target, byte[] host, Resolution.InDataset blob) {
        this.target = target;
        this.host = host;
        this.blob = blob;
    }

    byte[] target() {
        return target;
    }

    byte[] host() {
        return host;
    }

    Resolution.InDataset blob() {
        return blob;
    }

    boolean isFor(KnownTarget other) {
        return Arrays.equals(target, other.target) && Arrays.equals(host, other.host);
    }

    /** Begins with the status line; the headers that differ from answer to answer follow it. Made when first wanted. */
    byte[] head(Answers answers, boolean partial) {
        var known = partial ? part : whole;
        if (known != null) {
            return known;
        }
        var headers = Answers.empty();
        BlobHeaders.describe(headers, blob.revision(), blob.entry(), partial);
        var made = answers.lasting(partial ? 206 : 200, headers);
        if (partial) {
            part = made;
        } else {
            whole = made;
        }
        return made;
    }
}
