/** Convergence: what this node must hold against what it holds. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.warmup;
