/** Nodes and cache pods as compact records, read by paged list and watch; 100,000 nodes cost tens of megabytes. */
@NullMarked
package dev.larder.operator.nodes;

import org.jspecify.annotations.NullMarked;
