package dev.larder.local.state;

import java.util.concurrent.atomic.AtomicBoolean;

/** Holds a cluster for this process: it ends with {@link #close()} or with the JVM, unless it was let go of. */
public final class Ownership implements AutoCloseable {
    private final ClusterHome home;
    private final AtomicBoolean held = new AtomicBoolean(true);
    private final Thread hook;

    private Ownership(ClusterHome home) {
        this.home = home;
        this.hook = new Thread(this::end, "end-cluster-" + home.name());
    }

    /** Of a cluster that this process has made. */
    public static Ownership of(ClusterHome home) {
        var ownership = new Ownership(home);
        Runtime.getRuntime().addShutdownHook(ownership.hook);
        return ownership;
    }

    public ClusterHome home() {
        return home;
    }

    /** The cluster stays when this process ends. */
    public void letGo() {
        if (held.compareAndSet(true, false)) {
            home.detach();
            removeHook();
        }
    }

    /** Ends the cluster, unless it was let go of or has ended. */
    @Override
    public void close() {
        if (end()) {
            removeHook();
        }
    }

    private boolean end() {
        boolean mine = held.compareAndSet(true, false);
        if (mine) {
            home.destroy();
        }
        return mine;
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs already and will find nothing to do.
        }
    }
}
