/** What lookups of owners, parents and sources cost, measured with JMH. */
@org.jspecify.annotations.NullMarked
package dev.larder.bench.placement;
