/** Clusters in virtual time: the product's own placement and broadcast decisions on up to a million modelled nodes. */
@org.jspecify.annotations.NullMarked
package dev.larder.bench.simulate;
