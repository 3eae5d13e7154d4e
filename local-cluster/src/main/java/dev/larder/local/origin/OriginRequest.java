package dev.larder.local.origin;

/**
 * One request that reached the origin.
 *
 * @param number counts up from 1 in the order of arrival
 * @param blob {@code container/path}, decoded; empty for requests that are not about one blob
 * @param range the range asked for ({@code x-ms-range} before {@code Range}), or empty
 * @param target the request target exactly as it was sent
 */
public record OriginRequest(long number, Kind kind, String method, String blob, String range, String target) {

    /** What a request is for. */
    public enum Kind {
        GET_BLOB,
        HEAD_BLOB,
        LIST,
        WRITE,
        OTHER
    }
}
