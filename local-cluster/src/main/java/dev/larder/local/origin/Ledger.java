package dev.larder.local.origin;

import dev.larder.local.origin.OriginRequest.Kind;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts requests and answers. Safe for many threads; bounded however long it runs. */
final class Ledger {
    private static final int RECENT = 10_000;
    private static final int BLOBS = 100_000;
    private static final String OTHERS = "*";

    private final ArrayDeque<OriginRequest> recent = new ArrayDeque<>();
    private final Map<Kind, Long> byKind = new EnumMap<>(Kind.class);
    private final Map<String, Long> byMethod = new HashMap<>();
    private final Map<Integer, Long> byStatus = new HashMap<>();
    private final Map<String, Long> getBytesByBlob = new HashMap<>();
    private long requests;
    private long responseBytes;
    private long getBytes;
    private long concurrent;
    private long peakConcurrent;

    synchronized void arrived(RequestLine line) {
        requests++;
        concurrent++;
        peakConcurrent = Math.max(peakConcurrent, concurrent);
        byKind.merge(line.kind(), 1L, Long::sum);
        byMethod.merge(line.method(), 1L, Long::sum);
        if (recent.size() == RECENT) {
            recent.removeFirst();
        }
        recent.addLast(
                new OriginRequest(requests, line.kind(), line.method(), line.blob(), line.range(), line.target()));
    }

    synchronized void answered(int status) {
        byStatus.merge(status, 1L, Long::sum);
    }

    /** @param data whether these are bytes of a blob, rather than of a listing or an error */
    synchronized void sending(RequestLine line, boolean data, int bytes) {
        responseBytes += bytes;
        if (data) {
            getBytes += bytes;
            boolean named = getBytesByBlob.size() < BLOBS || getBytesByBlob.containsKey(line.blob());
            getBytesByBlob.merge(named ? line.blob() : OTHERS, (long) bytes, Long::sum);
        }
    }

    synchronized void finished() {
        concurrent--;
    }

    synchronized OriginCounts counts() {
        return new OriginCounts(
                requests,
                responseBytes,
                getBytes,
                peakConcurrent,
                byKind,
                byMethod,
                byStatus,
                getBytesByBlob,
                List.copyOf(recent));
    }

    /** The peak is measured anew from now on. */
    synchronized void resetPeak() {
        peakConcurrent = concurrent;
    }
}
