/** Conditions and their reasons: what a status says, and what to do about it. */
@NullMarked
package dev.larder.crds.condition;

import org.jspecify.annotations.NullMarked;
