package dev.larder.bench.dataplane;

import java.time.Duration;

/**
 * How long everything takes.
 *
 * @param rounds in each of which every contestant has one turn
 * @param turn of one contestant under load
 * @param warming of a server before its first turn; a JVM is given so much again until its compiler is quiet
 * @param watching of garbage and pauses
 * @param coldRounds as {@code rounds}, for cold blobs, whose turns last as long as they take
 * @param share of a TiB of small files whose index entries are made
 */
record Plan(int rounds, Duration turn, Duration warming, Duration watching, int coldRounds, double share) {
    static Plan full() {
        return new Plan(7, Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(60), 5, 1);
    }

    static Plan quick() {
        return new Plan(3, Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(8), 1, 0.125);
    }

    Plan rounds(int count) {
        return new Plan(count, turn, warming, watching, count, share);
    }
}
