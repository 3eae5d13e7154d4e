/** Which of several operators acts. */
@NullMarked
package dev.larder.operator.leadership;

import org.jspecify.annotations.NullMarked;
