package dev.larder.model.manifest;

import org.jspecify.annotations.Nullable;

/** The headers that neighbouring blobs usually share. */
record Headers(
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable String contentLanguage,
        @Nullable String contentDisposition,
        @Nullable String cacheControl) {
    static final Headers NONE = new Headers(null, null, null, null, null);

    static Headers of(ManifestEntry entry) {
        return new Headers(
                entry.contentType(),
                entry.contentEncoding(),
                entry.contentLanguage(),
                entry.contentDisposition(),
                entry.cacheControl());
    }
}
