/** What this node tells the operator of itself. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.report;
