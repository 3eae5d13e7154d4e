/** The certificates that a Kubernetes control plane needs. JDK only. */
@NullMarked
package dev.larder.local.pki;

import org.jspecify.annotations.NullMarked;
