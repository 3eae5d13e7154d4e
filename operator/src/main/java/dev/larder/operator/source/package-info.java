/** Lists what a Dataset's source holds. */
@NullMarked
package dev.larder.operator.source;

import org.jspecify.annotations.NullMarked;
