/**
 * How a Dataset that every node keeps spreads fast: pieces enter each cell once, along the tree of {@link
 * dev.larder.model.placement.Placement#parent}, and inside a cell its nodes give each other what they lack. Decisions
 * only; who asks when, and how bytes move, is up to the caller.
 */
@org.jspecify.annotations.NullMarked
package dev.larder.model.broadcast;
