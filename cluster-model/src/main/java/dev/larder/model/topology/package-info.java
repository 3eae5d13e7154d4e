/** The levels of the topology tree and where in it a node's labels put it. */
@org.jspecify.annotations.NullMarked
package dev.larder.model.topology;
