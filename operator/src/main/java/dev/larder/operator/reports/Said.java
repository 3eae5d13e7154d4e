package dev.larder.operator.reports;

import dev.larder.model.report.CellReport;
import dev.larder.model.report.NodeReport;
import java.util.List;
import java.util.Map;

/** What a node said last, and how that came here. */
public sealed interface Said {
    long incarnation();

    long sequence();

    /** Version of the catalog that it keeps to. */
    long catalogVersion();

    long capacityBytes();

    long usedBytes();

    /** Names of nodes that were slow to this one. */
    List<String> slowPeers();

    /** Requests that accounts have refused since its process began. */
    Map<String, Long> originRefusals();

    /** Decodes a cell's report where need be: for few nodes. */
    NodeReport report();

    default boolean sameAs(Said other) {
        return incarnation() == other.incarnation() && sequence() == other.sequence();
    }

    /** By itself. */
    record Alone(NodeReport report) implements Said {
        @Override
        public long incarnation() {
            return report.incarnation();
        }

        @Override
        public long sequence() {
            return report.sequence();
        }

        @Override
        public long catalogVersion() {
            return report.catalogVersion();
        }

        @Override
        public long capacityBytes() {
            return report.capacityBytes();
        }

        @Override
        public long usedBytes() {
            return report.usedBytes();
        }

        @Override
        public List<String> slowPeers() {
            return report.slowPeers();
        }

        @Override
        public Map<String, Long> originRefusals() {
            return report.originRefusals();
        }
    }

    /**
     * To a relay.
     *
     * @param node its index there
     */
    record InCell(CellReport cell, int node) implements Said {
        @Override
        public long incarnation() {
            return cell.incarnation(node);
        }

        @Override
        public long sequence() {
            return cell.sequence(node);
        }

        @Override
        public long catalogVersion() {
            return cell.catalogVersion(node);
        }

        @Override
        public long capacityBytes() {
            return cell.capacityBytes(node);
        }

        @Override
        public long usedBytes() {
            return cell.usedBytes(node);
        }

        @Override
        public List<String> slowPeers() {
            return cell.slowPeers(node);
        }

        @Override
        public Map<String, Long> originRefusals() {
            return cell.originRefusals(node);
        }

        @Override
        public NodeReport report() {
            return cell.report(node);
        }
    }
}
