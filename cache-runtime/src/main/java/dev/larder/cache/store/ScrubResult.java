package dev.larder.cache.store;

/**
 * What one pass over a store found.
 *
 * @param chunks read back
 * @param bytes their lengths
 * @param corrupt of them, how many were wrong or unreadable and are forgotten now
 * @param complete false if the pass was broken off, because the thread was interrupted or the store closed
 */
public record ScrubResult(long chunks, long bytes, long corrupt, boolean complete) {}
