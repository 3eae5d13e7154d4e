package dev.larder.e2e.shape.broken.cache.a.b;

/** Too deep. */
final class Deep {}
