/** Cache nodes reading chunks and manifests from each other. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.peer;
