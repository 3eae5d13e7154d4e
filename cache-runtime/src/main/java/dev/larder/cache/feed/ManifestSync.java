package dev.larder.cache.feed;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.Revision;
import dev.larder.model.manifest.ManifestId;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the manifests on this node those of the catalog, and serves each as soon as it is here. One thread of its own. */
public final class ManifestSync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestSync.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    /** Where to ask for a manifest. */
    @FunctionalInterface
    public interface Sources {
        /**
         * @param attempt how many passes there were before that did not find all manifests
         * @return the best first
         */
        List<URI> of(ManifestId id, int attempt);
    }

    /** Told what left and what is served now; called on the thread of the sync and may block. */
    public interface Listener {
        void served(List<DatasetRevision> gone, List<DatasetRevision> remaining);
    }

    private final KnownState state;
    private final ManifestShelf shelf;
    private final ServedCatalog served;
    private final Sources sources;
    private final Listener listener;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean closed;

    public ManifestSync(
            KnownState state, ManifestShelf shelf, ServedCatalog served, Sources sources, Listener listener) {
        this.state = state;
        this.shelf = shelf;
        this.served = served;
        this.sources = sources;
        this.listener = listener;
    }

    /** Serves what is on the disk, then begins to fetch what is not. */
    public void start(String node) {
        publish(state.catalog());
        Thread.ofVirtual().name(node + "-manifests").start(this::run);
        signal.release();
    }

    /** The catalog changed. */
    public void changed() {
        signal.release();
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        int attempt = 0;
        try {
            while (!closed) {
                boolean complete = pass(attempt);
                attempt = complete ? 0 : attempt + 1;
                pause = complete ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
                if (complete) {
                    signal.acquire();
                } else if (signal.tryAcquire(
                        ThreadLocalRandom.current().nextLong(pause / 2, pause + 1), TimeUnit.MILLISECONDS)) {
                    pause = FIRST_PAUSE_MILLIS;
                }
                signal.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean pass(int attempt) throws InterruptedException {
        Catalog catalog = state.catalog();
        try {
            publish(catalog);
            boolean complete = true;
            for (Revision revision : missing(catalog)) {
                if (closed) {
                    return true;
                }
                if (shelf.fetch(
                        revision.manifest(), revision.manifestBytes(), sources.of(revision.manifest(), attempt))) {
                    publish(catalog);
                } else {
                    complete = false;
                }
            }
            if (complete && catalog.version() > 0) {
                shelf.retain(named(catalog));
            }
            return complete;
        } catch (RuntimeException | InternalError e) {
            // The latter where the disk fails that they are mapped from.
            LOG.warn("manifests could not be brought up to date", e);
            return false;
        }
    }

    private void publish(Catalog catalog) {
        List<DatasetRevision> before = served.revisions();
        Catalog was = served.catalog();
        served.update(catalog, shelf::open);
        List<DatasetRevision> now = served.revisions();
        Set<ManifestId> named = named(catalog);
        List<DatasetRevision> gone =
                before.stream().filter(old -> !named.contains(old.id())).toList();
        if (!gone.isEmpty() || !now.equals(before) || !was.equals(catalog)) {
            listener.served(gone, now);
        }
    }

    private List<Revision> missing(Catalog catalog) {
        List<Revision> missing = new ArrayList<>();
        for (DatasetEntry dataset : catalog.datasets()) {
            for (Revision revision : dataset.revisions()) {
                if (shelf.open(revision.manifest()) == null) {
                    missing.add(revision);
                }
            }
        }
        return missing;
    }

    private static Set<ManifestId> named(Catalog catalog) {
        Set<ManifestId> named = new HashSet<>();
        catalog.datasets().forEach(dataset -> dataset.revisions().forEach(r -> named.add(r.manifest())));
        return named;
    }

    @Override
    public void close() {
        closed = true;
        signal.release();
    }
}
