/** What is cached: blobs, their chunks and extents, and the ids that follow from them. */
@org.jspecify.annotations.NullMarked
package dev.larder.model.blob;
