/** An origin that counts what reaches it and fails on demand. JDK only. */
@NullMarked
package dev.larder.local.origin;

import org.jspecify.annotations.NullMarked;
