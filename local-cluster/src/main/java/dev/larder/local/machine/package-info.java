/** Processes, files and ports of this machine. JDK only. */
@NullMarked
package dev.larder.local.machine;

import org.jspecify.annotations.NullMarked;
