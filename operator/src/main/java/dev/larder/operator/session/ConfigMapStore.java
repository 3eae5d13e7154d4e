package dev.larder.operator.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.MalformedException;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.fleet.Ownership;
import dev.larder.operator.nodes.OwnLabels;
import dev.larder.operator.status.Fields;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayOutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ConfigMap per CacheCluster: the encoded map (2 bytes a node) and catalog, and the listings. What does not fit is in
 * more of them, which the first one names. They are owned by the CacheCluster object, so one of the same name that is
 * made later does not find them. Thread-safe for different clusters.
 *
 * <p>A write names the version of the first one that this operator knows. An operator that does not know yet that it leads no
 * longer, because its machine stood still, so does not write over what its successor has saved.
 */
final class ConfigMapStore implements StateStore {
    private static final Logger log = LoggerFactory.getLogger(ConfigMapStore.class);
    private static final String MAP = "map";
    private static final String CATALOG = "catalog";
    private static final String LISTINGS = "listings.json";
    private static final String RESERVED = "reserved";
    private static final String INDEX = "index";
    private static final String PART = "part";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(20);

    private final KubernetesClient client;
    /** The ones that count, by uid of the cluster; empty where everything is in one object. */
    private final Map<String, List<StateParts>> indexes = new ConcurrentHashMap<>();
    /** Of the first objects, by uid of the cluster, as they were read or written last. */
    private final Map<String, String> versions = new ConcurrentHashMap<>();
    /** When somebody else had written, by uid of the cluster; in the clock's time. */
    private final Map<String, Long> overtaken = new ConcurrentHashMap<>();

    private final LongSupplier clock;

    ConfigMapStore(KubernetesClient client) {
        this(client, System::nanoTime);
    }

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    ConfigMapStore(KubernetesClient client, LongSupplier clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Optional<SavedState> load(CacheCluster cluster) {
        ConfigMap saved = read(cluster, "");
        versions.remove(cluster.getMetadata().getUid());
        if (saved != null) {
            versions.put(cluster.getMetadata().getUid(), saved.getMetadata().getResourceVersion());
        }
        if (saved == null || !ownedBy(saved, cluster)) {
            return Optional.empty();
        }
        try {
            List<StateParts> index = StateParts.index(data(saved, INDEX, ""));
            indexes.put(cluster.getMetadata().getUid(), index);
            long reserved = Long.parseLong(data(saved, RESERVED, "0"));
            Catalog catalog = Catalog.decode(bytes(cluster, saved, index, CATALOG));
            Map<String, Listing> listings =
                    listings(index.isEmpty() ? data(saved, LISTINGS, "[]") : text(cluster, saved, index));
            ClusterMap map = map(cluster, saved, index);
            return Optional.of(
                    map == null
                            ? SavedState.withoutMap(reserved, catalog, listings)
                            : new SavedState(map, Math.max(map.version(), reserved), catalog, listings));
        } catch (MalformedException | IllegalArgumentException | JsonProcessingException e) {
            log.error("The saved state of {} cannot be used; starting over from its pods", name(cluster, ""), e);
            return Optional.empty();
        }
    }

    /** Null if it cannot be used. The catalog must not go with it: nodes would delete what no Dataset has. */
    private @Nullable ClusterMap map(CacheCluster cluster, ConfigMap saved, List<StateParts> index) {
        try {
            return ClusterMap.decode(bytes(cluster, saved, index, MAP));
        } catch (MalformedException | IllegalArgumentException e) {
            log.warn(
                    "The map in {} cannot be used: {}; its nodes join anew, Datasets stay",
                    name(cluster, ""),
                    e.getMessage());
            return null;
        }
    }

    @Override
    public void save(CacheCluster cluster, SavedState state) {
        byte[] map = state.map().encode();
        byte[] catalog = state.catalog().encode();
        String listings = json(state.listings());
        byte[] listed = listings.getBytes(StandardCharsets.UTF_8);
        List<StateParts> index = List.of();
        String uid = cluster.getMetadata().getUid();
        requireNotOvertaken(cluster);
        ConfigMapBuilder whole = object(cluster, "").addToData(RESERVED, Long.toString(state.reserved()));
        if (map.length + catalog.length + listed.length <= StateParts.PART_BYTES) {
            whole.addToBinaryData(MAP, encoded(map))
                    .addToBinaryData(CATALOG, encoded(catalog))
                    .addToData(LISTINGS, listings);
        } else {
            requireNewest(cluster);
            List<StateParts> before = indexes.getOrDefault(uid, List.of());
            index = List.of(
                    write(cluster, before, MAP, map),
                    write(cluster, before, CATALOG, catalog),
                    write(cluster, before, LISTINGS, listed));
            whole.addToData(INDEX, index.stream().map(StateParts::line).collect(Collectors.joining("\n")));
        }
        whole.editMetadata().withResourceVersion(versions.get(uid)).endMetadata();
        try {
            versions.put(uid, apply(whole.build()).getMetadata().getResourceVersion());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                overtaken(cluster);
            }
            throw e;
        }
        indexes.put(uid, index);
    }

    /** Before the pieces are written, which do not say themselves what they replace. */
    private void requireNewest(CacheCluster cluster) {
        String known = versions.get(cluster.getMetadata().getUid());
        if (known != null) {
            ConfigMap there = read(cluster, "");
            if (there == null || !known.equals(there.getMetadata().getResourceVersion())) {
                overtaken(cluster);
                requireNotOvertaken(cluster);
            }
        }
    }

    private void overtaken(CacheCluster cluster) {
        overtaken.put(cluster.getMetadata().getUid(), clock.getAsLong());
    }

    /** After a while it may be tried again, whatever is there: who still leads then does. */
    private void requireNotOvertaken(CacheCluster cluster) {
        String uid = cluster.getMetadata().getUid();
        Long at = overtaken.get(uid);
        if (at == null) {
            return;
        }
        if (clock.getAsLong() - at < LONGER_THAN_A_LEASE.toNanos()) {
            throw new IllegalStateException("somebody else has written " + name(cluster, "")
                    + ", as another operator does that leads; this one waits until it must know who does");
        }
        overtaken.remove(uid);
        versions.remove(uid);
    }

    /** Writes the pieces, unless they are there, where the index that counts does not look for them. */
    private StateParts write(CacheCluster cluster, List<StateParts> before, String name, byte[] bytes) {
        Optional<StateParts> last =
                before.stream().filter(p -> p.name().equals(name)).findFirst();
        if (last.isPresent() && last.get().isOf(bytes)) {
            return last.get();
        }
        StateParts next = StateParts.of(name, last.map(p -> 1 - p.slot()).orElse(0), bytes);
        List<byte[]> pieces = StateParts.cut(bytes);
        for (int i = 0; i < pieces.size(); i++) {
            apply(object(cluster, "-" + next.suffix(i))
                    .addToBinaryData(PART, encoded(pieces.get(i)))
                    .build());
        }
        return next;
    }

    private ConfigMap apply(ConfigMap wanted) {
        return client.resource(wanted)
                .fieldManager(Fields.MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    private static ConfigMapBuilder object(CacheCluster cluster, String suffix) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(cluster.getMetadata().getNamespace())
                .withName(name(cluster, suffix))
                .withLabels(OwnLabels.of(cluster.getMetadata().getName()))
                .withOwnerReferences(Ownership.of(cluster))
                .endMetadata();
    }

    private @Nullable ConfigMap read(CacheCluster cluster, String suffix) {
        return client.configMaps()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(name(cluster, suffix))
                .get();
    }

    private static String name(CacheCluster cluster, String suffix) {
        return cluster.getMetadata().getName() + "-cache-state" + suffix;
    }

    private String text(CacheCluster cluster, ConfigMap saved, List<StateParts> index) {
        return new String(bytes(cluster, saved, index, LISTINGS), StandardCharsets.UTF_8);
    }

    /** From this object, or from the pieces that its index names. */
    private byte[] bytes(CacheCluster cluster, ConfigMap saved, List<StateParts> index, String name) {
        if (index.isEmpty()) {
            return bytes(saved, name);
        }
        StateParts parts = index.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MalformedException("no " + name));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < parts.parts(); i++) {
            ConfigMap piece = read(cluster, "-" + parts.suffix(i));
            if (piece == null || !ownedBy(piece, cluster)) {
                throw new MalformedException("no " + parts.suffix(i));
            }
            whole.writeBytes(bytes(piece, PART));
        }
        if (!parts.isOf(whole.toByteArray())) {
            throw new MalformedException("the pieces of " + name + " do not belong together");
        }
        return whole.toByteArray();
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String data(ConfigMap saved, String key, String otherwise) {
        return saved.getData() == null ? otherwise : saved.getData().getOrDefault(key, otherwise);
    }

    private static boolean ownedBy(ConfigMap saved, CacheCluster cluster) {
        return saved.getMetadata().getOwnerReferences().stream()
                .anyMatch(o -> o.getUid().equals(cluster.getMetadata().getUid()));
    }

    private static byte[] bytes(ConfigMap saved, String key) {
        String text =
                saved.getBinaryData() == null ? null : saved.getBinaryData().get(key);
        if (text == null) {
            throw new MalformedException("no " + key);
        }
        return Base64.getDecoder().decode(text);
    }

    private static Map<String, Listing> listings(String text) throws JsonProcessingException {
        Map<String, Listing> listings = new TreeMap<>();
        for (Line line : JSON.readValue(text, new TypeReference<List<Line>>() {})) {
            listings.put(line.uid, line.listing());
        }
        return listings;
    }

    private static String json(Map<String, Listing> listings) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(listings)
                    .entrySet().stream()
                            .map(e -> Line.of(e.getKey(), e.getValue()))
                            .toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    record Line(
            String uid,
            String source,
            String revision,
            long manifestBytes,
            long objects,
            long bytes,
            long largestBytes,
            long listedAtMillis) {

        static Line of(String uid, Listing l) {
            return new Line(
                    uid,
                    l.source(),
                    l.revision().hex(),
                    l.manifestBytes(),
                    l.objects(),
                    l.bytes(),
                    l.largestBytes(),
                    l.listedAt().toEpochMilli());
        }

        Listing listing() {
            return new Listing(
                    source,
                    new ManifestId(revision),
                    manifestBytes,
                    objects,
                    bytes,
                    largestBytes,
                    Instant.ofEpochMilli(listedAtMillis));
        }
    }
}
