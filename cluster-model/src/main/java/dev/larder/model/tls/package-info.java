/** A server's certificate and key as a Secret of type {@code kubernetes.io/tls} has them. */
@NullMarked
package dev.larder.model.tls;

import org.jspecify.annotations.NullMarked;
