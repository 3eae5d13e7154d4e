/** The catalog: what cache nodes must hold and serve, and where it comes from, as immutable versioned values. */
@org.jspecify.annotations.NullMarked
package dev.larder.model.catalog;
