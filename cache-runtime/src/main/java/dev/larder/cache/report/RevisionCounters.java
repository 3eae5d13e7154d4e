package dev.larder.cache.report;

import dev.larder.cache.catalog.RevisionKey;
import dev.larder.cache.read.FillFailure;
import dev.larder.model.report.DatasetReport;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters of one revision. Thread-safe. */
public final class RevisionCounters {

    /** Changed blobs told apart; beyond, the count stays. */
    private static final int MOST_CHANGED = 100_000;

    final LongAdder originBytes = new LongAdder();
    final LongAdder originRequests = new LongAdder();
    final LongAdder peerBytes = new LongAdder();
    final LongAdder served = new LongAdder();
    final LongAdder hit = new LongAdder();
    private final Set<String> changed = new HashSet<>();
    private long changedBefore;
    private String changedExample = "";
    private @Nullable FillFailure failure;
    private long failures;

    public long originBytes() {
        return originBytes.sum();
    }

    public long originRequests() {
        return originRequests.sum();
    }

    public long peerBytes() {
        return peerBytes.sum();
    }

    public long servedBytes() {
        return served.sum();
    }

    public long hitBytes() {
        return hit.sum();
    }

    synchronized void succeeded() {
        failure = null;
        failures = 0;
    }

    synchronized void failed(FillFailure why) {
        failure = why;
        failures++;
    }

    synchronized void changed(String path, FillFailure why) {
        if (changed.size() < MOST_CHANGED) {
            changed.add(path);
        }
        changedExample = path;
        failed(why);
    }

    /** Carries on where an earlier process ended. */
    synchronized void restore(DatasetReport before) {
        originBytes.add(before.originBytes());
        originRequests.add(before.originRequests());
        peerBytes.add(before.peerBytes());
        served.add(before.servedBytes());
        hit.add(before.hitBytes());
        changedBefore = before.changedBlobs();
        changedExample = before.changedExample();
    }

    synchronized DatasetReport report(RevisionKey revision, Holding holding) {
        return new DatasetReport(
                revision.uid(),
                revision.manifest(),
                holding.epoch(),
                holding.requiredBytes(),
                holding.heldBytes(),
                originBytes(),
                originRequests(),
                peerBytes(),
                servedBytes(),
                hitBytes(),
                Math.max(changedBefore, changed.size()),
                changedExample,
                told(holding.lacksRoom()),
                holding.walked());
    }

    /** Lack of room stands until there is some; what else failed passes with the next fill that succeeds. */
    private dev.larder.model.report.@Nullable FillFailure told(@Nullable FillFailure lacksRoom) {
        FillFailure why = lacksRoom == null ? failure : lacksRoom;
        return why == null
                ? null
                : new dev.larder.model.report.FillFailure(why.reason().name(), why.message(), Math.max(1, failures));
    }
}
