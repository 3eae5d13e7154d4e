/** What the node's HTTP listeners share: event loops with the best transport of the machine, limits, accepting. */
@NullMarked
package dev.larder.cache.http;

import org.jspecify.annotations.NullMarked;
