/** Chunks on this node's disk: a log of segment files and an index of primitive arrays. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.store;
