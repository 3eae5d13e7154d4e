/** Dataset: what must be warm, and where. */
@NullMarked
package dev.larder.crds.dataset;

import org.jspecify.annotations.NullMarked;
