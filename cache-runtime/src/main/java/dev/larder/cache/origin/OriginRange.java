package dev.larder.cache.origin;

import dev.larder.model.blob.BlobRef;

/**
 * A part of one version of one blob.
 *
 * @param etag without quotes
 * @param offset bytes
 * @param length bytes, at least 1
 */
public record OriginRange(BlobRef blob, String etag, long offset, long length) {

    public OriginRange {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException("range [" + offset + ", +" + length + ")");
        }
    }

    OriginRange from(long taken) {
        return new OriginRange(blob, etag, offset + taken, length - taken);
    }
}
