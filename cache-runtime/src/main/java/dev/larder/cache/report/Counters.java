package dev.larder.cache.report;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.RevisionKey;
import dev.larder.cache.fetch.FetchMeter;
import dev.larder.cache.origin.OriginSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.ReadMeter;
import dev.larder.model.manifest.ManifestEntry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntConsumer;

/** What this node counts, by Dataset revision; only grows, over restarts too. Thread-safe. */
public final class Counters implements FetchMeter, ReadMeter {

    private final ConcurrentMap<RevisionKey, RevisionCounters> revisions = new ConcurrentHashMap<>();
    private final RevisionCounters onDemand = new RevisionCounters();
    private final ConcurrentMap<OriginSink.Interruption, Long> interruptions = new ConcurrentHashMap<>();
    private final ConcurrentMap<FillFailure.Reason, Long> failures = new ConcurrentHashMap<>();
    private final ConcurrentMap<FillFailure.Reason, Long> passedOver = new ConcurrentHashMap<>();

    public RevisionCounters of(RevisionKey revision) {
        var known = revisions.get(revision);
        return known != null ? known : revisions.computeIfAbsent(revision, absent -> new RevisionCounters());
    }

    /** Of all blobs that no Dataset lists together: they are many, and come and go. Since the start. */
    public RevisionCounters onDemand() {
        return onDemand;
    }

    private RevisionCounters of(DatasetRevision revision) {
        return revision.isOnDemand() ? onDemand : of(revision.key());
    }

    /** Forgets revisions that no catalog names. */
    public void retain(Set<RevisionKey> named) {
        revisions.keySet().retainAll(named);
    }

    /** Fills of any Dataset that failed since the start, by reason. */
    public Map<FillFailure.Reason, Long> failures() {
        return Map.copyOf(failures);
    }

    /** Sources that were passed over for the next since the start, by why. */
    public Map<FillFailure.Reason, Long> passedOver() {
        return Map.copyOf(passedOver);
    }

    @Override
    public void passedOver(FillFailure.Reason why) {
        passedOver.merge(why, 1L, Long::sum);
    }

    /** Reads of the origin that went on with another request since the start, by why. */
    public Map<OriginSink.Interruption, Long> interruptions() {
        return Map.copyOf(interruptions);
    }

    @Override
    public OriginMeter origin(DatasetRevision revision) {
        RevisionCounters counters = of(revision);
        return new OriginMeter() {
            @Override
            public void requested() {
                counters.originRequests.increment();
            }

            @Override
            public void interrupted(OriginSink.Interruption how) {
                interruptions.merge(how, 1L, Long::sum);
            }

            @Override
            public void received(long bytes) {
                counters.originBytes.add(bytes);
            }
        };
    }

    @Override
    public IntConsumer peerBytes(DatasetRevision revision) {
        return of(revision).peerBytes::add;
    }

    @Override
    public void filled(DatasetRevision revision) {
        of(revision).succeeded();
    }

    @Override
    public void failed(DatasetRevision revision, ManifestEntry entry, FillFailure why) {
        failures.merge(why.reason(), 1L, Long::sum);
        if (revision.isOnDemand()) {
            // Nobody is promised that they stay as they are.
            return;
        }
        switch (why.reason()) {
            // Not the Dataset's trouble.
            case CANCELLED, CLOSING, PEER_SLOW -> {}
            case SOURCE_CHANGED -> of(revision).changed(entry.path(), why);
            case ORIGIN_UNREACHABLE,
                    ORIGIN_DENIED,
                    ORIGIN_NOT_FOUND,
                    ORIGIN_THROTTLED,
                    NOT_HELD,
                    BUSY,
                    TOO_MANY_HOPS,
                    CORRUPT,
                    NO_SPACE,
                    OVER_QUOTA,
                    PEER_UNREACHABLE,
                    UNKNOWN_REVISION -> of(revision).failed(why);
        }
    }

    @Override
    public void served(DatasetRevision revision, long bytes, boolean hit) {
        RevisionCounters counters = of(revision);
        counters.served.add(bytes);
        if (hit) {
            counters.hit.add(bytes);
        }
    }
}
