/** Whether a Dataset is warm, from what nodes report; pure. */
@NullMarked
package dev.larder.operator.warmth;

import org.jspecify.annotations.NullMarked;
