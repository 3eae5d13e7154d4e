package dev.larder.e2e.shape.broken.model;

import dev.larder.e2e.shape.broken.cache.first.First;
import java.net.Socket;

/** The model must know neither other modules nor the network. */
record UsesEverything(First cache, Socket network) {}
