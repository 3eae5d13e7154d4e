package dev.larder.model.catalog;

import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.Geometry;
import dev.larder.model.manifest.ManifestId;
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
        List<Revision> revisions) {
    public static final int MAX_REPLICAS = 16;

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

    /** The revision that readers see. */
    public Optional<Revision> active() {
        return revisions.stream().filter(Revision::active).findFirst();
    }

    private static void requireText(String value, String what) {
        if (value.isEmpty() || value.length() > 253) {
            throw new IllegalArgumentException(what + " must have 1 to 253 characters");
        }
    }
}
