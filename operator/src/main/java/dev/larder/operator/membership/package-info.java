/** Who is in the cluster map: pure decisions. */
@NullMarked
package dev.larder.operator.membership;

import org.jspecify.annotations.NullMarked;
