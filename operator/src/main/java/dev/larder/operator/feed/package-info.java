/** The HTTP endpoint of cache nodes: feed, reports, manifests. */
@NullMarked
package dev.larder.operator.feed;

import org.jspecify.annotations.NullMarked;
