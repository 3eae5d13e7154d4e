package dev.larder.model.map;

/** What others may expect of a cache node. */
public enum NodeState {
    /** Owns its share and serves. */
    ACTIVE,
    /** Owns its share, but is slow or about to go: others fetch from it only when no one else will do. */
    LEAF_ONLY,
    /** Owns nothing any more; serves what it holds while others copy it. */
    DRAINING,
    /** Owns nothing and is not asked. */
    DOWN
}
