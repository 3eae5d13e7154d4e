package dev.larder.cache.fetch;

/**
 * An extent of a revision.
 *
 * @param ordinal of the blob in the manifest
 * @param extent its index in the blob
 */
public record ExtentRef(long ordinal, long extent) {}
