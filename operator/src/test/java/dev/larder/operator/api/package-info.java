/** What tests put in the place of an API server. */
@NullMarked
package dev.larder.operator.api;

import org.jspecify.annotations.NullMarked;
