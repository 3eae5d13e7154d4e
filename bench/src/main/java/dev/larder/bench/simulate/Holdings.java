package dev.larder.bench.simulate;

import java.util.Arrays;

/** Which node holds which pieces. */
sealed interface Holdings {
    boolean holds(int node, int piece);

    void add(int node, int piece);

    /** Every node is to hold every piece: a bit for each, and another for what it lacks and does not fetch yet. */
    final class Everywhere implements Holdings {
        final int words;
        final long[] held;
        final long[] lacked;

        Everywhere(int nodes, int pieces) {
            words = (pieces + 63) / 64;
            held = new long[nodes * words];
            lacked = new long[nodes * words];
            for (int node = 0; node < nodes; node++) {
                Arrays.fill(lacked, node * words, (node + 1) * words, -1);
                if (pieces % 64 != 0) {
                    lacked[(node + 1) * words - 1] = (1L << pieces) - 1;
                }
            }
        }

        void fill(int node) {
            for (int word = node * words; word < (node + 1) * words; word++) {
                held[word] = lacked[word];
                lacked[word] = 0;
            }
        }

        boolean lacks(int node, int piece) {
            return (lacked[node * words + (piece >> 6)] >>> piece & 1) != 0;
        }

        void fetching(int node, int piece) {
            lacked[node * words + (piece >> 6)] &= ~(1L << piece);
        }

        void givenUp(int node, int piece) {
            lacked[node * words + (piece >> 6)] |= 1L << piece;
        }

        @Override
        public boolean holds(int node, int piece) {
            return (held[node * words + (piece >> 6)] >>> piece & 1) != 0;
        }

        @Override
        public void add(int node, int piece) {
            held[node * words + (piece >> 6)] |= 1L << piece;
        }
    }

    /** One node of each domain of the scope is to hold a piece: a bit for each domain. */
    final class OnePerDomain implements Holdings {
        private final int[] domainOf;
        private final long[] held;
        private final int words;

        OnePerDomain(int[] domainOf, int domains, int pieces) {
            this.domainOf = domainOf;
            words = (pieces + 63) / 64;
            held = new long[domains * words];
        }

        @Override
        public boolean holds(int node, int piece) {
            return (held[domainOf[node] * words + (piece >> 6)] >>> piece & 1) != 0;
        }

        @Override
        public void add(int node, int piece) {
            held[domainOf[node] * words + (piece >> 6)] |= 1L << piece;
        }
    }
}
