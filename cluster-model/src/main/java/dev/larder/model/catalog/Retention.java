package dev.larder.model.catalog;

/**
 * What a node keeps of a Dataset when it has no room for everything.
 *
 * @param pinned its chunks are given up for nobody
 * @param priority of Datasets that are not pinned the lowest gives way first
 * @param maxBytesPerNode what it may take of each node's disks, bookkeeping included; 0: no limit
 */
public record Retention(boolean pinned, int priority, long maxBytesPerNode) {

    public Retention {
        if (maxBytesPerNode < 0) {
            throw new IllegalArgumentException("a Dataset may take " + maxBytesPerNode + " bytes of each node");
        }
    }

    /** What is warmed stays, what is fetched as it is read gives way. */
    public static Retention of(WarmUp warmUp, int priority) {
        return new Retention(
                switch (warmUp) {
                    case FULL -> true;
                    case ON_DEMAND -> false;
                },
                priority,
                0);
    }
}
