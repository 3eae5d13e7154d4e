/** Network namespaces and the cables between them. JDK only, so that modules with another Netty can use it. */
@NullMarked
package dev.larder.local.network;

import org.jspecify.annotations.NullMarked;
