/** TLS for those who read here: which library, which certificate, and what becomes of it when its files change. */
@NullMarked
package dev.larder.cache.tls;

import org.jspecify.annotations.NullMarked;
