package dev.larder.cache.read;

import dev.larder.cache.catalog.DatasetRevision;

/** Told what clients were sent, for the Dataset's counters. Quick and thread-safe: called on event loops. */
@FunctionalInterface
public interface ReadMeter {

    /** @param hit the bytes were on this node when they were asked for */
    void served(DatasetRevision revision, long bytes, boolean hit);
}
