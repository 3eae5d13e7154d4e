/** From a CacheCluster to the objects that run its cache nodes, and which of their pods is replaced next. Pure. */
@NullMarked
package dev.larder.operator.fleet;

import org.jspecify.annotations.NullMarked;
