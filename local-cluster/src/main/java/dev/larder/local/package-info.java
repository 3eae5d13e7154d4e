/** A real Kubernetes cluster on this machine: what tests and {@code ./larder up} use. */
@NullMarked
package dev.larder.local;

import org.jspecify.annotations.NullMarked;
