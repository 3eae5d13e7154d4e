/** What the operator remembers about one CacheCluster while it leads. */
@NullMarked
package dev.larder.operator.session;

import org.jspecify.annotations.NullMarked;
