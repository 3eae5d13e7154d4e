package dev.larder.local;

/**
 * A node of a local cluster.
 *
 * @param zone such as {@code eastus2-1}
 * @param ip where host ports of its pods are reached, from this machine too
 */
public record LocalNode(String name, String zone, String pool, String ip, State state) {

    /** What a person in the machine room would see, whatever Kubernetes thinks. */
    public enum State {
        ON,
        /** Without power: nothing runs, the disk is kept. */
        OFF,
        /** Running, but its network cable is pulled. */
        UNPLUGGED
    }
}
