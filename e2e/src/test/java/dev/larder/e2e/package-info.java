/** What a user sees, on the real API server and on real nodes. */
@NullMarked
package dev.larder.e2e;

import org.jspecify.annotations.NullMarked;
