/** What runs now and whose it is, so that nothing stays behind. */
@NullMarked
package dev.larder.local.state;

import org.jspecify.annotations.NullMarked;
