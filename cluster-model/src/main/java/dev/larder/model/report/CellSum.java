package dev.larder.model.report;

import org.jspecify.annotations.Nullable;

/**
 * Reports of one Dataset revision, added up. The order in which nodes are added makes no difference. Not thread-safe.
 *
 * <p>Owners are nodes with a share of ownership; only they count for what is required and held. One that does not answer
 * is believed to be still required to hold its share, and to hold none of it.
 */
public final class CellSum {
    private final long epoch;
    private int owners;
    private int current;
    private long requiredBytes;
    private long heldBytes;
    private long originBytes;
    private long originRequests;
    private long changedBlobs;
    private String changedExample = "";
    private @Nullable FillFailure failure;

    /** @param epoch that a report must be of to count as current */
    public CellSum(long epoch) {
        this.epoch = epoch;
    }

    /** What a node that reported counts for. */
    public enum Part {
        /** It owns nothing (any more): only its counters count. */
        OTHER,
        SILENT_OWNER,
        /** It answers, but has not yet heard what is asked of it now: what it holds counts, and that it is done does not. */
        LATE_OWNER,
        OWNER
    }

    public CellSum add(DatasetReport report, Part part) {
        add(
                part,
                report.epoch(),
                report.walked(),
                report.requiredBytes(),
                report.heldBytes(),
                report.originBytes(),
                report.originRequests());
        changed(report.changedBlobs(), report.changedExample());
        if (part == Part.OWNER && report.failure() != null) {
            failed(report.failure());
        }
        return this;
    }

    void add(Part part, long of, boolean walked, long required, long held, long bytesFromOrigin, long originAsked) {
        originBytes += bytesFromOrigin;
        originRequests += originAsked;
        if (part == Part.OTHER) {
            return;
        }
        owners++;
        requiredBytes += required;
        if (part == Part.OWNER || part == Part.LATE_OWNER) {
            heldBytes += held;
        }
        current += part == Part.OWNER && walked && of == epoch ? 1 : 0;
    }

    /** Several nodes may have met the same blob, so the most that one met stand for all. */
    void changed(long blobs, String example) {
        if (blobs > changedBlobs || (blobs == changedBlobs && blobs > 0 && example.compareTo(changedExample) < 0)) {
            changedBlobs = blobs;
            changedExample = example;
        }
    }

    void failed(FillFailure why) {
        if (failure == null || worse(why, failure)) {
            failure = why;
        }
    }

    /** A total order, so that the worst of all is the worst of the cells' worst. */
    static boolean worse(FillFailure one, FillFailure other) {
        if (lacksRoom(one) != lacksRoom(other)) {
            return lacksRoom(one);
        }
        if (one.count() != other.count()) {
            return one.count() > other.count();
        }
        int reason = one.reason().compareTo(other.reason());
        return reason < 0 || (reason == 0 && one.message().compareTo(other.message()) < 0);
    }

    /** Only a person can help; what else fails is tried again. */
    private static boolean lacksRoom(FillFailure failure) {
        return failure.reason().equals("NO_SPACE") || failure.reason().equals("OVER_QUOTA");
    }

    public CellSum add(CellSum other) {
        owners += other.owners;
        current += other.current;
        requiredBytes += other.requiredBytes;
        heldBytes += other.heldBytes;
        originBytes += other.originBytes;
        originRequests += other.originRequests;
        changed(other.changedBlobs, other.changedExample);
        if (other.failure != null) {
            failed(other.failure);
        }
        return this;
    }

    /** Owners that reported this revision at all. */
    public int owners() {
        return owners;
    }

    /** Of these, those that answer and have walked the manifest in the epoch. */
    public int current() {
        return current;
    }

    public long requiredBytes() {
        return requiredBytes;
    }

    public long heldBytes() {
        return heldBytes;
    }

    public long originBytes() {
        return originBytes;
    }

    public long originRequests() {
        return originRequests;
    }

    public long changedBlobs() {
        return changedBlobs;
    }

    /** Path of one of them, or empty. */
    public String changedExample() {
        return changedExample;
    }

    /** The most frequent failure of an owner that answers, or null. */
    public @Nullable FillFailure failure() {
        return failure;
    }
}
