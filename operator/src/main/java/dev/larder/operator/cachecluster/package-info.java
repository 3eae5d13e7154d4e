/** From a CacheCluster to the objects that run its cache nodes. */
@NullMarked
package dev.larder.operator.cachecluster;

import org.jspecify.annotations.NullMarked;
