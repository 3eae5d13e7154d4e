package dev.larder.model.catalog;

/**
 * What warm-up may take of the network, bytes per second. Reads that somebody waits for are counted, never held back.
 *
 * @param upload of each node; 0: a quarter of its network card, if the node knows its speed, else no limit
 * @param download of each node; 0 likewise
 * @param betweenDomains from one domain of the widest level into another, all their nodes together; 0: no limit
 */
public record NetworkBudgets(long upload, long download, long betweenDomains) {
    public static final NetworkBudgets DEFAULT = new NetworkBudgets(0, 0, 0);

    public NetworkBudgets {
        if (upload < 0 || download < 0 || betweenDomains < 0) {
            throw new IllegalArgumentException(
                    "negative network budget: " + upload + ", " + download + ", " + betweenDomains);
        }
    }

    /** What may pass through a node, in and out again, as far as it is said; 0: nothing is. */
    public long through() {
        return upload == 0 || download == 0 ? Math.max(upload, download) : Math.min(upload, download);
    }
}
