package dev.larder.e2e.shape.broken.operator;

import dev.larder.e2e.shape.broken.cache.first.First;
import io.netty.shape.Channel;

/** The operator must know neither the cache's code nor its Netty. */
public record KnowsTheCache(First cache, Channel netty) {}
