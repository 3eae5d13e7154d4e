package dev.larder.local.origin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What has reached the origin up to one moment. Bytes are counted before they are sent, so what a client has read is
 * always in a later count.
 *
 * @param responseBytes bytes of all answers' bodies
 * @param getBytes the part of these that are blob data
 * @param peakConcurrent the most requests that were being answered at one time since the start, or since faults and
 *     counts were last reset
 * @param byStatus answers by HTTP status; a connection that was cut before its answer is in none
 * @param getBytesByBlob bytes of blob data by {@code container/path}; names past the 100,000th are counted together as
 *     {@code *}
 * @param recent the newest 10,000 requests, oldest first
 */
public record OriginCounts(
        long requests,
        long responseBytes,
        long getBytes,
        long peakConcurrent,
        Map<OriginRequest.Kind, Long> byKind,
        Map<String, Long> byMethod,
        Map<Integer, Long> byStatus,
        Map<String, Long> getBytesByBlob,
        List<OriginRequest> recent) {

    public OriginCounts {
        byKind = Map.copyOf(byKind);
        byMethod = Map.copyOf(byMethod);
        byStatus = Map.copyOf(byStatus);
        getBytesByBlob = Map.copyOf(getBytesByBlob);
        recent = List.copyOf(recent);
    }

    public long requests(OriginRequest.Kind kind) {
        return byKind.getOrDefault(kind, 0L);
    }

    /** Bytes of one blob, named {@code container/path}. */
    public long getBytes(String blob) {
        return getBytesByBlob.getOrDefault(blob, 0L);
    }

    /** What came after {@code earlier}, a count of the same origin. The peak is not a difference and stays. */
    public OriginCounts minus(OriginCounts earlier) {
        return new OriginCounts(
                requests - earlier.requests,
                responseBytes - earlier.responseBytes,
                getBytes - earlier.getBytes,
                peakConcurrent,
                minus(byKind, earlier.byKind),
                minus(byMethod, earlier.byMethod),
                minus(byStatus, earlier.byStatus),
                minus(getBytesByBlob, earlier.getBytesByBlob),
                recent.stream().filter(r -> r.number() > earlier.requests).toList());
    }

    private static <K> Map<K, Long> minus(Map<K, Long> later, Map<K, Long> earlier) {
        var difference = new HashMap<K, Long>();
        later.forEach((key, count) -> {
            long more = count - earlier.getOrDefault(key, 0L);
            if (more != 0) {
                difference.put(key, more);
            }
        });
        return difference;
    }

    /** Short, for assertion messages. */
    @Override
    public String toString() {
        return "%d requests %s, %d bytes of blobs, statuses %s".formatted(requests, byKind, getBytes, byStatus);
    }
}
