/** The commands of {@code ./larder}. */
@NullMarked
package dev.larder.local.cli;

import org.jspecify.annotations.NullMarked;
