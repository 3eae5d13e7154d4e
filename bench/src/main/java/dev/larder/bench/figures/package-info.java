/** What every bench prints and writes: goals beside what was measured. */
@org.jspecify.annotations.NullMarked
package dev.larder.bench.figures;
