package dev.larder.e2e.shape.broken.local;

import dev.larder.e2e.shape.broken.cache.first.First;
import io.netty.shape.Channel;

/** The local cluster must know neither the product's code nor Netty. */
record KnowsTheModel(First cache, Channel netty) {}
