package dev.larder.cache.blob;

/** What a request asked for, as the metrics count it. */
public enum Operation {
    GET_BLOB,
    BLOB_PROPERTIES,
    LIST_BLOBS,
    CONTAINER_PROPERTIES,
    PASS_THROUGH,
    /** Refused before it was clear what it wanted. */
    UNKNOWN
}
