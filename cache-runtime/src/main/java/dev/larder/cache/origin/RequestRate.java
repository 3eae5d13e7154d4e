package dev.larder.cache.origin;

import java.util.concurrent.TimeUnit;

/**
 * How many requests per second an origin takes from this node, found by trying: no limit until it refuses one, then
 * less at once (multiplicative decrease) and slowly more. Nodes that share an origin need not know of each other: who
 * asks more often is refused more often, and so they come to equal shares.
 *
 * <p>At first a refusal costs half, and then the rate doubles every two seconds, as in TCP's slow start: what came before the
 * first refusal came as it was asked for, perhaps all at once, and says little of the limit. The next one, to requests that
 * were spaced, does: from then on a refusal costs 7 %; another one within a second a
 * fifth, since then the limit is not near. Upwards it goes as TCP
 * CUBIC does (RFC 9438): quickly at first, hardly at all near the rate that was refused last, then faster and faster, since
 * nothing says that there still is a limit. So most of the time is spent just below the limit, and an estimate that was far
 * too low is soon left behind. Time counts for that only while requests had to wait: an unused limit says nothing. Times
 * are of {@link System#nanoTime()}. Not thread-safe.
 *
 * <p>While an origin does not answer, or this machine stands still, requests pile up on their way and then come to the origin all at once, which
 * takes few at once though it takes many in a second. So no more are under way without an answer than come to a twentieth of a second or
 * twice the time that answers usually take (Little's law).
 */
final class RequestRate {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Requests per second that are tried however often they are refused. */
    private static final double LEAST = 0.5;

    /** While nothing is known but that it is less: halves find it with few refusals. */
    private static final double CUT_FINDING = 0.5;

    private static final double CUT = 0.93;
    private static final double CUT_AGAIN = 0.8;

    /** Seconds of use in which the rate doubles while nothing is known but that there is a limit. */
    private static final double DOUBLING = 2;

    /** Seconds of use until the rate that was refused last is reached again. */
    private static final double REGAIN = 6;

    /** A second that has only begun counts as this much of one: what went in an instant says little of a rate. */
    private static final double SHORTEST = 0.05;

    /** What others were refused costs less than an own refusal: all nodes pay it at the same time. */
    private static final double CUT_HEARD = 0.97;

    /** Who sent fewer requests in the last seconds is not why others are refused. */
    private static final int FEW = 8;

    /** What is heard so soon after an own refusal is likely to be this one. */
    private static final double ECHO = 10 * SECOND;

    /** A request that is sent this much late does not delay those after it. */
    private static final long SLACK = TimeUnit.MILLISECONDS.toNanos(50);

    /** Without an answer there may be so many requests at least. */
    private static final int FEW_UNANSWERED = 4;

    /** How soon it shows that answers have come. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(10);

    /** And as many as this allows. */
    private static final double UNANSWERED = SECOND / 20;

    private double rate = Double.POSITIVE_INFINITY;
    /** The rate that was refused last. */
    private double refusedAt = Double.POSITIVE_INFINITY;

    /** What the last refusal cost, as a part of {@link #refusedAt}. */
    private double cost;
    /** Seconds since then in which requests had to wait. */
    private double used;

    /** No second has passed yet between two refusals. */
    private boolean finding = true;

    private long cutAt;
    private boolean everRefused;
    private long refusedSince;
    private long next;

    private int unanswered;
    /** What answers usually take, nanoseconds: soon less, slowly more, so that standstills hardly count. */
    private double answersTake;
    /** Requests wait for answers, not for the rate. */
    private boolean held;

    private long secondBegan;
    private int sentInSecond;
    private int sentBefore;

    RequestRate(long now) {
        next = now;
        cutAt = now;
        secondBegan = now;
    }

    /** Requests per second; infinite until one was refused. */
    double perSecond() {
        return rate;
    }

    /** Nanoseconds from now until the next request may go, or it is worth asking again; 0: now. */
    long pause(long now) {
        if (unanswered >= mostUnanswered()) {
            held = true;
            return Math.max(LOOK_AGAIN, next - now);
        }
        return Math.max(0, next - now);
    }

    private double mostUnanswered() {
        return Math.max(FEW_UNANSWERED, rate * Math.max(UNANSWERED, 2 * answersTake) / SECOND);
    }

    /** A request goes now. {@link #answered} follows once. */
    void sent(long now) {
        count(now);
        unanswered++;
        if (Double.isInfinite(rate)) {
            return;
        }
        if (held) {
            // What was missed is not made up for: it would come at once with what has just arrived.
            held = false;
            next = now + interval();
            return;
        }
        long late = now - next;
        if (late <= Math.max(SLACK, interval())) {
            used += 1 / rate;
            rate = Math.max(rate, finding ? doubled() : regained());
        }
        next = now - Math.min(Math.max(0, late), SLACK) + interval();
    }

    /**
     * Its answer has begun, or there will be none.
     *
     * @param sent when it went
     */
    void answered(long sent, long now) {
        unanswered--;
        double took = now - sent;
        answersTake = answersTake == 0 ? took : answersTake + (took - answersTake) / (took < answersTake ? 4 : 32);
    }

    private double doubled() {
        return refusedAt * (1 - cost) * Math.pow(2, used / DOUBLING);
    }

    private double regained() {
        double way = (used - REGAIN) / REGAIN;
        return refusedAt * (1 + cost * way * way * way);
    }

    /**
     * One was refused.
     *
     * @param sent when it went; those that went before the rate was lowered say nothing of the new rate
     * @param retryAfter nanoseconds that the origin asks to be left alone; 0: it does not say
     */
    void refused(long sent, long now, long retryAfter) {
        everRefused = true;
        refusedSince = now;
        boolean known = !Double.isInfinite(rate) && sent - cutAt < 0;
        if (!known) {
            boolean again = !Double.isInfinite(rate) && now - cutAt < SECOND;
            finding &= again || Double.isInfinite(rate);
            refusedAt = Math.min(rate, lately(now));
            rate = Math.max(LEAST, refusedAt * (finding ? CUT_FINDING : again ? CUT_AGAIN : CUT));
            cost = 1 - rate / refusedAt;
            used = 0;
            cutAt = now;
            next = later(next, now + interval());
        }
        next = later(next, now + retryAfter);
    }

    /** Another node was refused: the account as a whole is asked too often. */
    void heard(long now) {
        if (everRefused && now - refusedSince < ECHO) {
            return;
        }
        turnSecond(now);
        boolean unlimited = Double.isInfinite(rate);
        if (unlimited && sentInSecond + sentBefore < FEW) {
            return;
        }
        finding = false;
        refusedAt = unlimited ? lately(now) : rate;
        rate = Math.max(LEAST, refusedAt * CUT_HEARD);
        cost = Math.max(0, 1 - rate / refusedAt);
        used = 0;
        cutAt = now;
        next = later(next, now + interval());
    }

    private long interval() {
        return (long) (SECOND / rate);
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private void count(long now) {
        turnSecond(now);
        sentInSecond++;
    }

    /** Requests per second in the last one, about; in what there was of it if there was no other before. */
    private double lately(long now) {
        turnSecond(now);
        double begun = (now - secondBegan) / SECOND;
        double sent =
                sentBefore == 0 ? sentInSecond / Math.max(SHORTEST, begun) : sentInSecond + sentBefore * (1 - begun);
        return Math.max(LEAST, sent);
    }

    private void turnSecond(long now) {
        long passed = now - secondBegan;
        if (passed >= SECOND) {
            sentBefore = passed < 2 * SECOND ? sentInSecond : 0;
            sentInSecond = 0;
            secondBegan = passed < 2 * SECOND ? secondBegan + (long) SECOND : now;
        }
    }
}
