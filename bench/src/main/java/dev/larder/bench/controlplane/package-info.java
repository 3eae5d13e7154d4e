/** {@code ./larder bench control-plane}: what the operator costs itself and the API server at many nodes. */
@org.jspecify.annotations.NullMarked
package dev.larder.bench.controlplane;
