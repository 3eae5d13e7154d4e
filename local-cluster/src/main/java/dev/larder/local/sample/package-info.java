/** Files to warm: a generated tree or a directory, and their way into an origin. */
@NullMarked
package dev.larder.local.sample;

import org.jspecify.annotations.NullMarked;
