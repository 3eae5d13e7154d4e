/** Which node owns an extent, and where a node fetches an extent it lacks. */
@org.jspecify.annotations.NullMarked
package dev.larder.model.placement;
