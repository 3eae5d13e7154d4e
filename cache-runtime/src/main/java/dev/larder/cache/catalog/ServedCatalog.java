package dev.larder.cache.catalog;

import dev.larder.model.blob.BlobRef;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.Revision;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The catalog together with those of its manifests that are here. Updated by one thread, read by any. */
public final class ServedCatalog implements Served {

    /** Hands out manifests that are on this node. */
    @FunctionalInterface
    public interface Manifests {
        @Nullable
        Manifest open(ManifestId id);
    }

    private volatile Snapshot now = new Snapshot(Catalog.EMPTY, List.of(), OnDemand.OFF);

    /** Takes over a catalog, with whichever of its manifests are here. Call again when more are. */
    public void update(Catalog catalog, Manifests manifests) {
        List<DatasetRevision> revisions = new ArrayList<>();
        for (DatasetEntry dataset : catalog.datasets()) {
            for (Revision revision : dataset.revisions()) {
                Manifest manifest = manifests.open(revision.manifest());
                if (manifest != null) {
                    revisions.add(new DatasetRevision(dataset, revision.manifest(), manifest, revision.active()));
                }
            }
        }
        OnDemand before = now.onDemand;
        now = new Snapshot(catalog, revisions, catalog.onDemand().equals(before) ? before : catalog.onDemand());
    }

    public Catalog catalog() {
        return now.catalog;
    }

    /** Whether chunks of this Dataset may be kept. True for all of them while there is no catalog yet. */
    public boolean keeps(String uid) {
        Snapshot snapshot = now;
        return snapshot.catalog.version() == 0
                || snapshot.byUid.containsKey(uid)
                || (uid.equals(OnDemand.UID) && snapshot.onDemand.isOn());
    }

    /** Null if the catalog has no Dataset of this uid. */
    public @Nullable DatasetEntry dataset(String uid) {
        return now.byUid.get(uid);
    }

    @Override
    public Resolution resolve(BlobRef address) {
        return now.resolve(address);
    }

    @Override
    public Object edition() {
        return now;
    }

    @Override
    public Optional<DatasetRevision> listing(String account, String container) {
        return Optional.ofNullable(now.virtual.get(account))
                .filter(revision -> revision.dataset().container().equals(container));
    }

    @Override
    public @Nullable DatasetRevision revision(ManifestId id) {
        return now.byId.get(id);
    }

    @Override
    public OnDemand onDemand() {
        return now.onDemand;
    }

    @Override
    public List<DatasetRevision> revisions() {
        return now.revisions;
    }

    private static final class Snapshot {

        private record Place(String account, String container) {}

        private final Catalog catalog;
        private final OnDemand onDemand;
        private final Map<String, DatasetEntry> byUid = new HashMap<>();
        private final List<DatasetRevision> revisions;
        private final Map<ManifestId, DatasetRevision> byId = new HashMap<>();
        private final Map<String, DatasetRevision> virtual = new HashMap<>();
        /** Active revisions by where their blobs live; the later in the catalog first. */
        private final Map<Place, List<DatasetRevision>> places = new HashMap<>();
        /** Datasets whose active manifest is not here yet, and their names. */
        private final Map<Place, String> awaited = new HashMap<>();

        private final Map<String, String> awaitedVirtual = new HashMap<>();
        private final RecentBlobs recent = new RecentBlobs();

        Snapshot(Catalog catalog, List<DatasetRevision> revisions, OnDemand onDemand) {
            this.catalog = catalog;
            this.onDemand = onDemand;
            this.revisions = List.copyOf(revisions);
            for (DatasetRevision revision : revisions) {
                byId.put(revision.id(), revision);
                virtual.put(
                        virtualAccount(revision.dataset()) + "--"
                                + revision.id().abbreviated(),
                        revision);
                if (revision.active()) {
                    virtual.put(virtualAccount(revision.dataset()), revision);
                    places.computeIfAbsent(place(revision.dataset()), place -> new ArrayList<>())
                            .addFirst(revision);
                }
            }
            for (DatasetEntry dataset : catalog.datasets()) {
                byUid.put(dataset.uid(), dataset);
                dataset.active()
                        .filter(active -> !byId.containsKey(active.manifest()))
                        .ifPresent(active -> {
                            awaited.put(place(dataset), dataset.namespace() + "/" + dataset.name());
                            awaitedVirtual.put(virtualAccount(dataset), dataset.namespace() + "/" + dataset.name());
                        });
            }
        }

        private static Place place(DatasetEntry dataset) {
            return new Place(dataset.account(), dataset.container());
        }

        private static String virtualAccount(DatasetEntry dataset) {
            return dataset.name() + "--" + dataset.namespace();
        }

        Resolution resolve(BlobRef address) {
            Resolution.InDataset known = recent.find(address);
            if (known != null) {
                return known;
            }
            Resolution answer = lookUp(address);
            if (answer instanceof Resolution.InDataset found) {
                recent.keep(address, found);
            }
            return answer;
        }

        private Resolution lookUp(BlobRef address) {
            DatasetRevision named = virtual.get(address.account());
            if (named != null) {
                return inNamed(named, address);
            }
            String coming = awaitedVirtual.get(address.account());
            if (coming != null) {
                return new Resolution.NotReady(coming);
            }
            Place place = new Place(address.account(), address.container());
            for (DatasetRevision revision : places.getOrDefault(place, List.of())) {
                Resolution.InDataset found = find(revision, address.path());
                if (found != null) {
                    return found;
                }
            }
            coming = awaited.get(place);
            if (coming != null) {
                return new Resolution.NotReady(coming);
            }
            Optional<OriginAccount> origin = catalog.origin(address.account());
            return origin.isPresent() ? new Resolution.Outside(origin.get()) : new Resolution.UnknownAccount();
        }

        private static Resolution inNamed(DatasetRevision revision, BlobRef address) {
            if (!revision.dataset().container().equals(address.container())) {
                return new Resolution.NoSuchContainer();
            }
            Resolution.InDataset found = find(revision, address.path());
            return found != null ? found : new Resolution.NoSuchBlob(revision);
        }

        private static Resolution.@Nullable InDataset find(DatasetRevision revision, String path) {
            long ordinal = revision.manifest().find(path);
            if (ordinal < 0) {
                return null;
            }
            ManifestEntry entry = revision.manifest().entry(ordinal);
            return new Resolution.InDataset(revision, ordinal, entry);
        }
    }
}
