/** Real cache nodes in one process, over real sockets, in front of an origin that counts what reaches it. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.node;
