/** Container images without a base image: a linked Java runtime, the C library of this machine and the application. */
@NullMarked
package dev.larder.local.image;

import org.jspecify.annotations.NullMarked;
