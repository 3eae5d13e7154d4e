package dev.larder.model.catalog;

import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.Geometry;
import dev.larder.model.manifest.ManifestId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Dataset as cache nodes need to know it.
 *
 * @param uid of the Dataset object; a Dataset deleted and made again has another one
 * @param scope name of the topology level of which each domain keeps {@code replicas} copies
 * @param replicas 1 to 16
 * @param priority the higher is warmed first
 * @param suspended nothing is warmed; reads go on
 * @param completeBy when warm-up should be complete, seconds since 1970; 0: no time is set
 * @param warmUpBytesPerSecond what all nodes together may read from the account to warm it up; 0: no limit
 * @param retention what of it is kept where there is no room for everything
 * @param revisions with distinct manifests, at most one of them active
 */
public record DatasetEntry(
        String uid,
        String namespace,
        String name,
        String account,
        String container,
        Geometry geometry,
        String scope,
        int replicas,
        WarmUp warmUp,
        int priority,
        boolean suspended,
        long completeBy,
        long warmUpBytesPerSecond,
        Retention retention,
        List<Revision> revisions) {
    public static final int MAX_REPLICAS = 16;

    /**
     * The order in which Datasets are warmed, and in which they share what there is too little of: by priority, then
     * deadline (none comes last), then by uid, so that all nodes have the same order.
     */
    public static final Comparator<DatasetEntry> TURN = Comparator.comparingInt((DatasetEntry d) -> -d.priority)
            .thenComparingLong(d -> d.completeBy == 0 ? Long.MAX_VALUE : d.completeBy)
            .thenComparing(DatasetEntry::uid);

    public DatasetEntry {
        requireText(uid, "uid");
        requireText(namespace, "namespace");
        requireText(name, "name");
        requireText(scope, "scope");
        BlobRef.requireAccount(account);
        BlobRef.requireContainer(container);
        if (replicas < 1 || replicas > MAX_REPLICAS) {
            throw new IllegalArgumentException("replicas must be 1 to " + MAX_REPLICAS + ", not " + replicas);
        }
        if (completeBy < 0) {
            throw new IllegalArgumentException("completeBy of " + namespace + "/" + name + " is " + completeBy);
        }
        if (warmUpBytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    namespace + "/" + name + " may read " + warmUpBytesPerSecond + " bytes per second");
        }
        revisions = List.copyOf(revisions);
        Set<ManifestId> manifests = new HashSet<>();
        int active = 0;
        for (Revision revision : revisions) {
            active += revision.active() ? 1 : 0;
            if (!manifests.add(revision.manifest())) {
                throw new IllegalArgumentException(
                        namespace + "/" + name + " lists manifest " + revision.manifest() + " twice");
            }
        }
        if (active > 1) {
            throw new IllegalArgumentException(namespace + "/" + name + " has " + active + " active revisions");
        }
    }

    /** Without a time by which warm-up should be complete, and without a limit; kept as its strategy says. */
    public DatasetEntry(
            String uid,
            String namespace,
            String name,
            String account,
            String container,
            Geometry geometry,
            String scope,
            int replicas,
            WarmUp warmUp,
            int priority,
            boolean suspended,
            List<Revision> revisions) {
        this(
                uid,
                namespace,
                name,
                account,
                container,
                geometry,
                scope,
                replicas,
                warmUp,
                priority,
                suspended,
                0,
                0,
                Retention.of(warmUp, priority),
                revisions);
    }

    /** The revision that readers see. */
    public Optional<Revision> active() {
        return revisions.stream().filter(Revision::active).findFirst();
    }

    /** Whether nodes must hold the same of one revision for both: then what they said of the one is true of the other. */
    public boolean placedAs(DatasetEntry other) {
        return geometry.equals(other.geometry)
                && scope.equals(other.scope)
                && replicas == other.replicas
                && warmUp == other.warmUp;
    }

    private static void requireText(String value, String what) {
        if (value.isEmpty() || value.length() > 253) {
            throw new IllegalArgumentException(what + " must have 1 to 253 characters");
        }
    }
}
