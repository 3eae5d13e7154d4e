package dev.larder.e2e.shape.broken.crds;

/** Breaks nothing itself. */
public record Plain(String name) {}
