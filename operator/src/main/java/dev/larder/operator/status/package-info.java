/** Status and conditions: pure, with a clock. */
@NullMarked
package dev.larder.operator.status;

import org.jspecify.annotations.NullMarked;
