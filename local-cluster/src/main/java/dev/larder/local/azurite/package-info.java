/** The Azure Blob emulator as a process of this machine. JDK only. */
@NullMarked
package dev.larder.local.azurite;

import org.jspecify.annotations.NullMarked;
