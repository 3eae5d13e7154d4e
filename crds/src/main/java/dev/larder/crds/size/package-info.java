/** Sizes as people write them. */
@NullMarked
package dev.larder.crds.size;

import org.jspecify.annotations.NullMarked;
