/** What can be configured. */
@NullMarked
package dev.larder.operator.settings;

import org.jspecify.annotations.NullMarked;
