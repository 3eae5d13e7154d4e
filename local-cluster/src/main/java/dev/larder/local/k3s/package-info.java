/** A cluster of one node in a container engine. */
@NullMarked
package dev.larder.local.k3s;

import org.jspecify.annotations.NullMarked;
