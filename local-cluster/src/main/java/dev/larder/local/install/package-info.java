/** Larder installed in a local cluster: images, chart, the resources of the examples, and the way to warm. */
@NullMarked
package dev.larder.local.install;

import org.jspecify.annotations.NullMarked;
