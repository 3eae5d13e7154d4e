package dev.larder.cache.warmup;

/** How a missing extent comes to this node, in the order in which warm-up begins them. */
public enum Way {
    /** This node asks the origin; everybody else waits for it. */
    ORIGIN,
    /** Up the broadcast tree; where all nodes keep all, the rest of this node's cell waits for it. */
    TREE,
    /** Another node brings it into the cell, and any mate that has it may give it. */
    MATES
}
