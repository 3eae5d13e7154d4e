/** Helm releases of a chart directory. */
@NullMarked
package dev.larder.local.helm;

import org.jspecify.annotations.NullMarked;
