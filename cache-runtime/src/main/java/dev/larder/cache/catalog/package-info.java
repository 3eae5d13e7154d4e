/** Which Datasets this node serves, and from which manifests. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.catalog;
