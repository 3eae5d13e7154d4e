/** CacheCluster: where caches run. */
@NullMarked
package dev.larder.crds.cluster;

import org.jspecify.annotations.NullMarked;
