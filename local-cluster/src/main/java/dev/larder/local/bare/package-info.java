/** Nodes made of Linux namespaces. */
@NullMarked
package dev.larder.local.bare;

import org.jspecify.annotations.NullMarked;
