package dev.larder.e2e.shape.broken.bench;

import dev.larder.e2e.shape.broken.operator.KnowsTheCache;
import io.netty.shape.Channel;

/** A bench must measure with something else than what the product is made of. */
record KnowsTheOperator(KnowsTheCache operator, Channel netty) {}
