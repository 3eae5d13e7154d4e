/** The cluster map: every cache node's place, address, weight and state, as immutable versioned values. */
@org.jspecify.annotations.NullMarked
package dev.larder.model.map;
