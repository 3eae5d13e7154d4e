package dev.larder.model.catalog;

import dev.larder.model.Sealed;
import dev.larder.model.wire.CatalogSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the nodes of one cluster must hold or serve. Immutable.
 *
 * @param version rises with each change
 * @param origins with distinct accounts
 * @param datasets with distinct uids
 * @param network what warm-up may take of it
 * @param onDemand what is kept of blobs that no Dataset lists
 */
public record Catalog(
        long version,
        List<OriginAccount> origins,
        List<DatasetEntry> datasets,
        NetworkBudgets network,
        OnDemand onDemand) {
    public static final Catalog EMPTY = new Catalog(0, List.of(), List.of());

    private static final int MAGIC = 0x4c434154; // LCAT

    public Catalog {
        if (version < 0) {
            throw new IllegalArgumentException("negative catalog version: " + version);
        }
        origins = List.copyOf(origins);
        datasets = List.copyOf(datasets);
        Set<String> seen = new HashSet<>();
        for (OriginAccount origin : origins) {
            if (!seen.add(origin.account())) {
                throw new IllegalArgumentException("two origins for account " + origin.account());
            }
        }
        seen.clear();
        for (DatasetEntry dataset : datasets) {
            if (!seen.add(dataset.uid())) {
                throw new IllegalArgumentException("two datasets with uid " + dataset.uid());
            }
        }
    }

    /** With the network budgets that nodes take by themselves. */
    public Catalog(long version, List<OriginAccount> origins, List<DatasetEntry> datasets) {
        this(version, origins, datasets, NetworkBudgets.DEFAULT);
    }

    /** With nothing kept on demand. */
    public Catalog(long version, List<OriginAccount> origins, List<DatasetEntry> datasets, NetworkBudgets network) {
        this(version, origins, datasets, network, OnDemand.OFF);
    }

    public Optional<OriginAccount> origin(String account) {
        return origins.stream().filter(o -> o.account().equals(account)).findFirst();
    }

    public Optional<DatasetEntry> dataset(String uid) {
        return datasets.stream().filter(d -> d.uid().equals(uid)).findFirst();
    }

    public CatalogSnapshot toWire() {
        return CatalogWire.write(this);
    }

    /** @throws dev.larder.model.MalformedException if the message is not a valid catalog */
    public static Catalog fromWire(CatalogSnapshot wire) {
        return CatalogWire.read(wire);
    }

    /** The form kept on disk: the message with a checksum. */
    public byte[] encode() {
        return Sealed.seal(MAGIC, toWire());
    }

    /** @throws dev.larder.model.MalformedException if the bytes are not an intact encoded catalog */
    public static Catalog decode(byte[] bytes) {
        return fromWire(Sealed.open(MAGIC, bytes, CatalogSnapshot.parser()));
    }
}
