/** The Azure Blob REST read path for unmodified clients, and the pass-through of everything else to the origin. */
@NullMarked
package dev.larder.cache.blob;

import org.jspecify.annotations.NullMarked;
