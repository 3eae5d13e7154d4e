package dev.larder.local.bare;

/**
 * The addresses of one cluster: a block {@code 10.N.0.0/16} of its own. Nodes are {@code 10.N.0.1} upwards, Services
 * {@code 10.N.64.0/18}, pods {@code 10.N.128.0/17} with 126 addresses for each node.
 *
 * @param block N, 64 to 127
 */
record NetworkPlan(int block) {
    static final int FIRST_BLOCK = 64;
    static final int LAST_BLOCK = 127;
    static final int MAX_NODES = 200;

    NetworkPlan {
        if (block < FIRST_BLOCK || block > LAST_BLOCK) {
            throw new IllegalArgumentException("no block of addresses: " + block);
        }
    }

    /** Of the link between the machine's own network and the cluster's. */
    String machineLink() {
        return "larder" + block;
    }

    /** Where API server, DNS and origin listen. */
    String hub() {
        return "10.%d.0.254".formatted(block);
    }

    /** The machine's own address in the cluster's network. */
    String machine() {
        return "10.%d.0.253".formatted(block);
    }

    /** @param index from 1 */
    String node(int index) {
        if (index < 1 || index > MAX_NODES) {
            throw new IllegalArgumentException("a local cluster has 1 to " + MAX_NODES + " nodes, not " + index);
        }
        return "10.%d.0.%d".formatted(block, index);
    }

    /** The addresses of the pods of one node. */
    String pods(int index) {
        return "10.%d.%d.%d/25".formatted(block, 128 + index / 2, index % 2 * 128);
    }

    String allPods() {
        return "10.%d.128.0/17".formatted(block);
    }

    String services() {
        return "10.%d.64.0/18".formatted(block);
    }

    String dns() {
        return "10.%d.64.10".formatted(block);
    }

    /** For {@code ip -batch}: how to reach the pods of every node but {@code self}, existing or to come. */
    String podRoutes(int self) {
        var routes = new StringBuilder();
        for (int i = 1; i <= MAX_NODES; i++) {
            if (i == self) {
                // What is sent to a pod that has gone must not circle between node and hub.
                routes.append("route add blackhole ").append(pods(i)).append('\n');
            } else {
                routes.append("route add ")
                        .append(pods(i))
                        .append(" via ")
                        .append(node(i))
                        .append('\n');
            }
        }
        return routes.toString();
    }
}
