/** Bytes that go from one socket to another without leaving the kernel. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.pipe;
