/** The cluster map, the catalog and manifests: how they reach this node and survive its restarts. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.feed;
