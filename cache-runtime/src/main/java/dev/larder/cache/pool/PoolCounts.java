package dev.larder.cache.pool;

import java.util.concurrent.atomic.AtomicLongArray;

/** What became of reads outside Datasets that a rule covers, and of questions to the origin. Thread-safe. */
public final class PoolCounts {

    /** Of a read. */
    public enum Read {
        /** Version and access were known. */
        KNOWN,
        /** The origin was asked for them first. */
        ASKED,
        /** The origin answered it itself. */
        PASSED
    }

    /** Of a question. */
    public enum Question {
        /** A blob that was not known. */
        FOUND,
        /** The version that was known is the newest. */
        UNCHANGED,
        /** There is another version. */
        CHANGED,
        /** Not to be read by this client, or not there. */
        REFUSED,
        /** Nothing that can be kept. */
        NOT_KEPT,
        /** The origin could not be asked. */
        FAILED
    }

    private final AtomicLongArray reads = new AtomicLongArray(Read.values().length);
    private final AtomicLongArray questions = new AtomicLongArray(Question.values().length);

    public void count(Read read) {
        reads.incrementAndGet(read.ordinal());
    }

    public void count(Question question) {
        questions.incrementAndGet(question.ordinal());
    }

    public long reads(Read read) {
        return reads.get(read.ordinal());
    }

    public long questions(Question question) {
        return questions.get(question.ordinal());
    }
}
