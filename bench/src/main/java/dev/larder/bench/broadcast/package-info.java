/**
 * The real broadcast: one Dataset to many cache nodes, each a process in a network namespace of its own, over links that
 * are limited; beside the same in the simulation.
 */
@org.jspecify.annotations.NullMarked
package dev.larder.bench.broadcast;
