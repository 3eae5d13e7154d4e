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
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ConfigMap per CacheCluster: the encoded map (5 bytes a node) and catalog, and the listings. It is owned by the
 * CacheCluster object, so one of the same name that is made later does not find it.
 */
final class ConfigMapStore implements StateStore {
    private static final Logger log = LoggerFactory.getLogger(ConfigMapStore.class);
    private static final String MAP = "map";
    private static final String CATALOG = "catalog";
    private static final String LISTINGS = "listings.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;

    ConfigMapStore(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<SavedState> load(CacheCluster cluster) {
        ConfigMap saved = client.configMaps()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(name(cluster))
                .get();
        if (saved == null || !ownedBy(saved, cluster)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SavedState(
                    ClusterMap.decode(bytes(saved, MAP)), Catalog.decode(bytes(saved, CATALOG)), listings(saved)));
        } catch (MalformedException | IllegalArgumentException | JsonProcessingException e) {
            log.error("The saved state of {} is damaged; starting over from its pods", name(cluster), e);
            return Optional.empty();
        }
    }

    @Override
    public void save(CacheCluster cluster, SavedState state) {
        ConfigMap wanted = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(cluster.getMetadata().getNamespace())
                .withName(name(cluster))
                .withLabels(OwnLabels.of(cluster.getMetadata().getName()))
                .withOwnerReferences(Ownership.of(cluster))
                .endMetadata()
                .addToBinaryData(
                        MAP, Base64.getEncoder().encodeToString(state.map().encode()))
                .addToBinaryData(
                        CATALOG,
                        Base64.getEncoder().encodeToString(state.catalog().encode()))
                .addToData(LISTINGS, json(state.listings()))
                .build();
        client.resource(wanted)
                .fieldManager(dev.larder.operator.status.Fields.MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    private static String name(CacheCluster cluster) {
        return cluster.getMetadata().getName() + "-cache-state";
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

    private static Map<String, Listing> listings(ConfigMap saved) throws JsonProcessingException {
        String text = saved.getData() == null ? null : saved.getData().get(LISTINGS);
        Map<String, Listing> listings = new TreeMap<>();
        if (text != null) {
            for (Line line : JSON.readValue(text, new TypeReference<List<Line>>() {})) {
                listings.put(line.uid, line.listing());
            }
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
            long listedAtMillis) {

        static Line of(String uid, Listing l) {
            return new Line(
                    uid,
                    l.source(),
                    l.revision().hex(),
                    l.manifestBytes(),
                    l.objects(),
                    l.bytes(),
                    l.listedAt().toEpochMilli());
        }

        Listing listing() {
            return new Listing(
                    source,
                    new ManifestId(revision),
                    manifestBytes,
                    objects,
                    bytes,
                    Instant.ofEpochMilli(listedAtMillis));
        }
    }
}
