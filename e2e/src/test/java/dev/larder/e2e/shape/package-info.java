/** The shape of the code: which module and package may use which, and what is nowhere allowed. */
@NullMarked
package dev.larder.e2e.shape;

import org.jspecify.annotations.NullMarked;
