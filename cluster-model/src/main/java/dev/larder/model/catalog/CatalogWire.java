package dev.larder.model.catalog;

import dev.larder.model.MalformedException;
import dev.larder.model.blob.Geometry;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.placement.OriginReaders;
import dev.larder.model.wire.CatalogSnapshot;
import dev.larder.model.wire.CredentialKind;
import dev.larder.model.wire.WarmUpStrategy;
import java.net.URI;

/** Catalogs as messages and back. */
final class CatalogWire {
    private CatalogWire() {}

    static CatalogSnapshot write(Catalog catalog) {
        CatalogSnapshot.Builder wire = CatalogSnapshot.newBuilder().setVersion(catalog.version());
        catalog.origins().forEach(origin -> wire.addOrigins(write(origin)));
        catalog.datasets().forEach(dataset -> wire.addDatasets(write(dataset)));
        if (!catalog.onDemand().equals(OnDemand.OFF)) {
            wire.setOnDemand(OnDemandWire.write(catalog.onDemand()));
        }
        return wire.setNetwork(write(catalog.network())).build();
    }

    private static dev.larder.model.wire.NetworkBudgets write(NetworkBudgets network) {
        return dev.larder.model.wire.NetworkBudgets.newBuilder()
                .setUpload(network.upload())
                .setDownload(network.download())
                .setBetweenDomains(network.betweenDomains())
                .build();
    }

    private static dev.larder.model.wire.OriginAccount write(OriginAccount origin) {
        var wire = dev.larder.model.wire.OriginAccount.newBuilder()
                .setAccount(origin.account())
                .setEndpoint(origin.endpoint().toString())
                .setReadersPerZone(origin.readersPerZone())
                .setBytesPerSecond(origin.limits().bytesPerSecond())
                .setRequestsPerSecond(origin.limits().requestsPerSecond());
        for (OriginShare share : origin.limits().shares()) {
            wire.addShares(dev.larder.model.wire.OriginShare.newBuilder()
                    .setNode(share.node())
                    .setShare(share.share())
                    .setHeld(share.held()));
        }
        return switch (origin.credential()) {
            case Credential.Anonymous unused ->
                wire.setCredential(CredentialKind.ANONYMOUS).build();
            case Credential.SharedKey unused ->
                wire.setCredential(CredentialKind.SHARED_KEY).build();
            case Credential.Sas unused -> wire.setCredential(CredentialKind.SAS).build();
            case Credential.ConnectionString unused ->
                wire.setCredential(CredentialKind.CONNECTION_STRING).build();
            case Credential.WorkloadIdentity identity ->
                wire.setCredential(CredentialKind.WORKLOAD_IDENTITY)
                        .setClientId(identity.clientId())
                        .build();
        };
    }

    private static dev.larder.model.wire.DatasetEntry write(DatasetEntry dataset) {
        var wire = dev.larder.model.wire.DatasetEntry.newBuilder()
                .setUid(dataset.uid())
                .setNamespace(dataset.namespace())
                .setName(dataset.name())
                .setAccount(dataset.account())
                .setContainer(dataset.container())
                .setChunkBytes(dataset.geometry().chunkBytes())
                .setExtentBytes(dataset.geometry().extentBytes())
                .setScope(dataset.scope())
                .setReplicas(dataset.replicas())
                .setStrategy(
                        switch (dataset.warmUp()) {
                            case FULL -> WarmUpStrategy.FULL;
                            case ON_DEMAND -> WarmUpStrategy.ON_DEMAND;
                        })
                .setPriority(dataset.priority())
                .setSuspended(dataset.suspended())
                .setCompleteBy(dataset.completeBy())
                .setWarmUpBytesPerSecond(dataset.warmUpBytesPerSecond())
                .setRetention(dev.larder.model.wire.Retention.newBuilder()
                        .setPinned(dataset.retention().pinned())
                        .setPriority(dataset.retention().priority())
                        .setMaxBytesPerNode(dataset.retention().maxBytesPerNode()));
        for (Revision revision : dataset.revisions()) {
            wire.addRevisions(dev.larder.model.wire.Revision.newBuilder()
                    .setManifest(revision.manifest().toWire())
                    .setManifestBytes(revision.manifestBytes())
                    .setActive(revision.active()));
        }
        return wire.build();
    }

    static Catalog read(CatalogSnapshot wire) {
        try {
            return new Catalog(
                    wire.getVersion(),
                    wire.getOriginsList().stream().map(CatalogWire::read).toList(),
                    wire.getDatasetsList().stream().map(CatalogWire::read).toList(),
                    new NetworkBudgets(
                            wire.getNetwork().getUpload(),
                            wire.getNetwork().getDownload(),
                            wire.getNetwork().getBetweenDomains()),
                    wire.hasOnDemand() ? OnDemandWire.read(wire.getOnDemand()) : OnDemand.OFF);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("catalog: " + e.getMessage(), e);
        }
    }

    private static OriginAccount read(dev.larder.model.wire.OriginAccount wire) {
        Credential credential = switch (wire.getCredential()) {
            case ANONYMOUS -> new Credential.Anonymous();
            case SHARED_KEY -> new Credential.SharedKey();
            case SAS -> new Credential.Sas();
            case CONNECTION_STRING -> new Credential.ConnectionString();
            case WORKLOAD_IDENTITY -> new Credential.WorkloadIdentity(wire.getClientId());
            case CREDENTIAL_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedException("catalog: unknown credential kind " + wire.getCredentialValue()
                        + " of account " + wire.getAccount());
        };
        return new OriginAccount(
                wire.getAccount(),
                URI.create(wire.getEndpoint()),
                credential,
                wire.getReadersPerZone() == 0 ? OriginReaders.PER_ZONE : wire.getReadersPerZone(),
                new OriginLimits(
                        wire.getBytesPerSecond(),
                        wire.getRequestsPerSecond(),
                        wire.getSharesList().stream()
                                .map(share -> new OriginShare(share.getNode(), share.getShare(), share.getHeld()))
                                .toList()));
    }

    private static DatasetEntry read(dev.larder.model.wire.DatasetEntry wire) {
        WarmUp warmUp = switch (wire.getStrategy()) {
            case FULL -> WarmUp.FULL;
            case ON_DEMAND -> WarmUp.ON_DEMAND;
            case WARM_UP_STRATEGY_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedException(
                        "catalog: unknown warm-up strategy " + wire.getStrategyValue() + " of " + wire.getName());
        };
        return new DatasetEntry(
                wire.getUid(),
                wire.getNamespace(),
                wire.getName(),
                wire.getAccount(),
                wire.getContainer(),
                new Geometry(wire.getChunkBytes(), wire.getExtentBytes()),
                wire.getScope(),
                wire.getReplicas(),
                warmUp,
                wire.getPriority(),
                wire.getSuspended(),
                wire.getCompleteBy(),
                wire.getWarmUpBytesPerSecond(),
                wire.hasRetention()
                        ? new Retention(
                                wire.getRetention().getPinned(),
                                wire.getRetention().getPriority(),
                                wire.getRetention().getMaxBytesPerNode())
                        : Retention.of(warmUp, wire.getPriority()),
                wire.getRevisionsList().stream()
                        .map(r ->
                                new Revision(ManifestId.fromWire(r.getManifest()), r.getManifestBytes(), r.getActive()))
                        .toList());
    }
}
