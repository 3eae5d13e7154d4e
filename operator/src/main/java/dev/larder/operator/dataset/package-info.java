/** Reconciles Datasets. */
@NullMarked
package dev.larder.operator.dataset;

import org.jspecify.annotations.NullMarked;
