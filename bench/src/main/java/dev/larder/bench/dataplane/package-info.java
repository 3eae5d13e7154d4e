/**
 * One machine's cache nodes beside nginx and Varnish: real processes, the server on one core and the client on another,
 * the contestants in turn.
 */
@org.jspecify.annotations.NullMarked
package dev.larder.bench.dataplane;
