/** How the blob endpoint and the peer endpoint ask for chunks, and what they get. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.read;
