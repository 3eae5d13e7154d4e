/** Reconciles CacheClusters: applies what their cache nodes need and reports how they are. */
@NullMarked
package dev.larder.operator.cachecluster;

import org.jspecify.annotations.NullMarked;
