/** Keeps the manifests that the operator has written. */
@NullMarked
package dev.larder.operator.manifests;

import org.jspecify.annotations.NullMarked;
