/** Single-flight, cut-through fills of chunks from peers and, last, from the origin. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.fetch;
