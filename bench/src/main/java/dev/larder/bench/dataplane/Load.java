package dev.larder.bench.dataplane;

/**
 * What came of an {@link Order}.
 *
 * @param bytes of bodies
 * @param nanos from the first request to the end of the last answer
 * @param firstByteNanos half of the readers had the first byte of their first body by then
 * @param slowNanos 99 of 100 answers had come by so long after their requests were due; 0 where nothing was due
 * @param wrong answers with wrong bytes; an answer that was not as long as asked for, or had another status, ends it all
 */
record Load(long requests, long bytes, long nanos, long firstByteNanos, long slowNanos, long wrong) {
    double bytesPerSecond() {
        return bytes / seconds();
    }

    double requestsPerSecond() {
        return requests / seconds();
    }

    double seconds() {
        return nanos / 1e9;
    }

    double firstByteMillis() {
        return firstByteNanos / 1e6;
    }

    double slowMillis() {
        return slowNanos / 1e6;
    }

    String line() {
        return "%d %d %d %d %d %d".formatted(requests, bytes, nanos, firstByteNanos, slowNanos, wrong);
    }

    static Load parse(String line) {
        String[] words = line.split(" ");
        return new Load(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]));
    }
}
