package dev.larder.cache.feed;

/** Where a node gets its feed. */
public sealed interface FeedSource {
    /** The operator's Service. */
    record Operator() implements FeedSource {
        @Override
        public String toString() {
            return "the operator";
        }
    }

    /** Another cache node of the cell. */
    record Relay(String node, String host, int port) implements FeedSource {
        @Override
        public String toString() {
            return "relay " + node + " at " + host + ":" + port;
        }
    }
}
