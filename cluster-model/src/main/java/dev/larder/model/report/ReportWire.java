package dev.larder.model.report;

import dev.larder.model.MalformedException;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.wire.OriginRefusals;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Reports as messages and back. Nothing in them is trusted: a count below zero is refused. */
final class ReportWire {
    private static final int MAX_DATASETS = 100_000;

    private ReportWire() {}

    static dev.larder.model.wire.NodeReport write(NodeReport report) {
        var wire = dev.larder.model.wire.NodeReport.newBuilder()
                .setNode(report.node())
                .setIncarnation(report.incarnation())
                .setSequence(report.sequence())
                .setMapVersion(report.mapVersion())
                .setCatalogVersion(report.catalogVersion())
                .setCapacityBytes(report.capacityBytes())
                .setUsedBytes(report.usedBytes())
                .addAllSlowPeers(report.slowPeers());
        report.datasets().forEach(dataset -> wire.addDatasets(write(dataset)));
        new TreeMap<>(report.originRefusals())
                .forEach((account, count) -> wire.addOriginRefusals(
                        OriginRefusals.newBuilder().setAccount(account).setCount(count)));
        return wire.build();
    }

    static dev.larder.model.wire.DatasetReport write(DatasetReport report) {
        var wire = dev.larder.model.wire.DatasetReport.newBuilder()
                .setUid(report.uid())
                .setManifest(report.manifest().toWire())
                .setEpoch(report.epoch())
                .setRequiredBytes(report.requiredBytes())
                .setHeldBytes(report.heldBytes())
                .setOriginBytes(report.originBytes())
                .setOriginRequests(report.originRequests())
                .setPeerBytes(report.peerBytes())
                .setServedBytes(report.servedBytes())
                .setHitBytes(report.hitBytes())
                .setChangedBlobs(report.changedBlobs())
                .setChangedExample(report.changedExample())
                .setWalked(report.walked());
        FillFailure failure = report.failure();
        if (failure != null) {
            wire.setFailure(dev.larder.model.wire.FillFailure.newBuilder()
                    .setReason(failure.reason())
                    .setMessage(failure.message())
                    .setCount(failure.count()));
        }
        return wire.build();
    }

    static NodeReport read(dev.larder.model.wire.NodeReport wire) {
        if (wire.getNode().isEmpty() || wire.getNode().length() > 253) {
            throw new MalformedException("report: a node's name has 1 to 253 characters");
        }
        if (wire.getSlowPeersCount() > NodeReport.MAX_SLOW_PEERS) {
            throw new MalformedException("report of " + wire.getNode() + ": " + wire.getSlowPeersCount()
                    + " slow peers, not at most " + NodeReport.MAX_SLOW_PEERS);
        }
        if (wire.getDatasetsCount() > MAX_DATASETS) {
            throw new MalformedException("report of " + wire.getNode() + ": " + wire.getDatasetsCount() + " datasets");
        }
        return new NodeReport(
                wire.getNode(),
                wire.getIncarnation(),
                count(wire.getSequence()),
                count(wire.getMapVersion()),
                count(wire.getCatalogVersion()),
                count(wire.getCapacityBytes()),
                count(wire.getUsedBytes()),
                wire.getDatasetsList().stream().map(ReportWire::read).toList(),
                wire.getSlowPeersList(),
                refusals(wire));
    }

    /** By account. */
    static Map<String, Long> refusals(dev.larder.model.wire.NodeReport wire) {
        if (wire.getOriginRefusalsCount() > NodeReport.MAX_ACCOUNTS) {
            throw new MalformedException("report of " + wire.getNode() + ": refusals of "
                    + wire.getOriginRefusalsCount() + " accounts, not at most " + NodeReport.MAX_ACCOUNTS);
        }
        Map<String, Long> refusals = new HashMap<>();
        wire.getOriginRefusalsList()
                .forEach(each -> refusals.merge(each.getAccount(), count(each.getCount()), Math::max));
        return refusals;
    }

    static DatasetReport read(dev.larder.model.wire.DatasetReport wire) {
        return new DatasetReport(
                wire.getUid(),
                ManifestId.fromWire(wire.getManifest()),
                count(wire.getEpoch()),
                count(wire.getRequiredBytes()),
                count(wire.getHeldBytes()),
                count(wire.getOriginBytes()),
                count(wire.getOriginRequests()),
                count(wire.getPeerBytes()),
                count(wire.getServedBytes()),
                count(wire.getHitBytes()),
                count(wire.getChangedBlobs()),
                wire.getChangedExample(),
                wire.hasFailure()
                        ? new FillFailure(
                                wire.getFailure().getReason(),
                                wire.getFailure().getMessage(),
                                count(wire.getFailure().getCount()))
                        : null,
                wire.getWalked());
    }

    private static long count(long value) {
        if (value < 0) {
            throw new MalformedException("report: a count is beyond 2^63");
        }
        return value;
    }
}
