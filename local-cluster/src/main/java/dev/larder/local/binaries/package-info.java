/** Programs built from their Go modules, and packages that the distribution brings. JDK only. */
@NullMarked
package dev.larder.local.binaries;

import org.jspecify.annotations.NullMarked;
