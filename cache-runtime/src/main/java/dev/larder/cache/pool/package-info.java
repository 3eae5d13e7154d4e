/** What a node remembers of blobs that no Dataset lists: their versions, and who may read them. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.pool;
