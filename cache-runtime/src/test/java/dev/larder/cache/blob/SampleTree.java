package dev.larder.cache.blob;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.catalog.Served;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.manifest.ManifestWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A Dataset {@code vision/tree} of account {@code contoso}, container {@code data}, with its blobs' bytes. */
final class SampleTree implements Served {

    static final String ACCOUNT = "contoso";
    static final String VIRTUAL = "tree--vision";
    static final Instant MODIFIED = Instant.parse("2026-11-03T04:05:06Z");

    private final TreeMap<String, byte[]> blobs = new TreeMap<>(ManifestEntry.PATH_ORDER);
    private final DatasetRevision revision;
    private final @Nullable OriginAccount origin;
    private OnDemand onDemand = OnDemand.OFF;

    private SampleTree(Map<String, byte[]> blobs, int chunkBytes, @Nullable URI endpoint) {
        this.blobs.putAll(blobs);
        this.origin = endpoint == null ? null : new OriginAccount(ACCOUNT, endpoint, new Credential.Anonymous());
        var bytes = new ByteArrayOutputStream();
        ManifestId id;
        try {
            var writer = new ManifestWriter(bytes, ACCOUNT, "data");
            for (var blob : this.blobs.entrySet()) {
                writer.add(entry(blob.getKey(), blob.getValue()));
            }
            id = writer.finish().id();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        var dataset = new DatasetEntry(
                "uid",
                "vision",
                "tree",
                ACCOUNT,
                "data",
                new Geometry(chunkBytes, chunkBytes),
                "Cluster",
                1,
                WarmUp.FULL,
                0,
                false,
                List.of(new Revision(id, bytes.size(), true)));
        revision = new DatasetRevision(dataset, id, Manifest.open(MemorySegment.ofArray(bytes.toByteArray())), true);
    }

    static SampleTree of(Map<String, byte[]> blobs, int chunkBytes) {
        return new SampleTree(blobs, chunkBytes, URI.create("http://127.0.0.1:1/contoso"));
    }

    /** What is kept of blobs that are not of the Dataset. Before it is used. */
    SampleTree onDemand(OnDemand rules) {
        onDemand = rules;
        return this;
    }

    SampleTree withOrigin(URI endpoint) {
        return new SampleTree(blobs, revision.geometry().chunkBytes(), endpoint);
    }

    private static ManifestEntry entry(String path, byte[] bytes) {
        return new ManifestEntry(
                path,
                bytes.length,
                etag(path),
                MODIFIED,
                MODIFIED.minusSeconds(60),
                path.endsWith(".txt") ? "text/plain" : null,
                md5(bytes),
                null,
                null,
                null,
                path.endsWith(".txt") ? "max-age=60" : null,
                Map.of("owner", "Ada & <Bob>"));
    }

    static String etag(String path) {
        return "0x8D" + Integer.toHexString(path.hashCode()).toUpperCase(java.util.Locale.ROOT);
    }

    static byte[] md5(byte[] bytes) {
        return digest("MD5", bytes);
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] random(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    DatasetRevision revision() {
        return revision;
    }

    byte[] bytes(String path) {
        var bytes = blobs.get(path);
        if (bytes == null) {
            throw new IllegalArgumentException(path);
        }
        return bytes;
    }

    Iterable<String> paths() {
        return blobs.keySet();
    }

    @Nullable
    OriginAccount origin(String account) {
        return account.equals(ACCOUNT) ? origin : null;
    }

    @Override
    public Resolution resolve(BlobRef address) {
        boolean virtual = address.account().equals(VIRTUAL)
                || address.account().equals(VIRTUAL + "--" + revision.id().abbreviated());
        if (!virtual && !address.account().equals(ACCOUNT)) {
            return new Resolution.UnknownAccount();
        }
        if (virtual && !address.container().equals("data")) {
            return new Resolution.NoSuchContainer();
        }
        long ordinal = address.container().equals("data") ? revision.manifest().find(address.path()) : -1;
        if (ordinal >= 0) {
            return new Resolution.InDataset(
                    revision, ordinal, revision.manifest().entry(ordinal));
        }
        if (virtual) {
            return new Resolution.NoSuchBlob(revision);
        }
        return origin == null ? new Resolution.UnknownAccount() : new Resolution.Outside(origin);
    }

    @Override
    public Object edition() {
        return this;
    }

    @Override
    public Optional<DatasetRevision> listing(String account, String container) {
        return account.startsWith(VIRTUAL) && container.equals("data") ? Optional.of(revision) : Optional.empty();
    }

    @Override
    public @Nullable DatasetRevision revision(ManifestId id) {
        return id.equals(revision.id()) ? revision : null;
    }

    @Override
    public OnDemand onDemand() {
        return onDemand;
    }

    @Override
    public List<DatasetRevision> revisions() {
        return List.of(revision);
    }
}
