package dev.larder.e2e.shape.broken.model.helper;

/** Package and class are named after nothing. */
final class ThingManager {}
