package dev.larder.cache;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes the parts of a node in the reverse order of their making, each whatever became of the others. */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T last(T part) {
        parts.push(part);
        return part;
    }

    /** Its tasks end with what they wait for; they are not interrupted, since that would close files they use. */
    synchronized <T extends ExecutorService> T last(T executor) {
        parts.push(executor::shutdown);
        return executor;
    }

    synchronized void run() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("part of the node did not close", e);
            }
        }
    }
}
