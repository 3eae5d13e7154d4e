package dev.larder.operator.feed;

import com.google.protobuf.ByteString;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.feed.Digests;
import dev.larder.model.feed.MapDigest;
import dev.larder.model.feed.Relays;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.wire.ClusterMapDelta;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import dev.larder.model.wire.OriginCuts;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One state of the feed: the newest map and catalog, and the deltas that lead there from a few maps before, as long as they
 * are cheaper than a snapshot. The maps themselves are not kept: after a rollout each has other addresses, and sixteen of them
 * were more than a hundred bytes for each node. Frames are encoded once and shared by all streams. Immutable but for that memo.
 */
final class Published {
    static final Published NOTHING = new Published(null, null, null, List.of());

    private static final int REMEMBERED = 16;
    /** A snapshot has about two bytes for each node. */
    private static final int SNAPSHOT_BYTES_A_NODE = 2;

    private static final int ALWAYS_REMEMBERED_BYTES = 16 << 10;

    private final @Nullable MapDigest map;
    private final @Nullable Content catalog;
    /** Null where nodes are too few for relays. */
    private final @Nullable Relays relays;

    /** Each from one version to the next, the last to that of the map. */
    private final List<Delta> earlier;

    private final Map<Long, Buffer> mapFrames = new ConcurrentHashMap<>();
    private volatile @Nullable Buffer catalogFrame;

    /** @param digest of the map that it starts from */
    private record Delta(long base, ByteString digest, Buffer frame) {}

    private record Content(Catalog catalog, ByteString digest) {}

    private Published(
            @Nullable MapDigest map, @Nullable Content catalog, @Nullable Relays relays, List<Delta> earlier) {
        this.map = map;
        this.catalog = catalog;
        this.relays = relays;
        this.earlier = earlier;
    }

    /** @param relaysAbove so many nodes there are relays */
    Published next(@Nullable ClusterMap newMap, @Nullable Catalog newCatalog, int relaysAbove) {
        ClusterMap fresh = map != null && newMap == map.map() ? null : newMap;
        MapDigest next = fresh == null ? map : map == null ? MapDigest.of(fresh) : map.next(fresh);
        return new Published(
                next,
                newCatalog == null || (catalog != null && catalog.catalog == newCatalog)
                        ? catalog
                        : new Content(newCatalog, Digests.catalog(newCatalog.toWire())),
                fresh == null ? relays : relays(fresh, relaysAbove),
                fresh == null || map == null ? earlier : remembered(map, fresh));
    }

    private @Nullable Relays relays(ClusterMap fresh, int relaysAbove) {
        if (fresh.size() <= relaysAbove) {
            return null;
        }
        return relays == null ? new Relays(fresh) : relays.of(fresh);
    }

    private List<Delta> remembered(MapDigest last, ClusterMap fresh) {
        if (!fresh.levels().equals(last.map().levels())) {
            return List.of();
        }
        List<Delta> deltas = new ArrayList<>(earlier);
        ClusterMapDelta delta = fresh.deltaFrom(last.map());
        deltas.add(new Delta(
                last.map().version(),
                last.value(),
                frame(FeedMessage.newBuilder().setMapDelta(delta))));
        int most = Math.max(ALWAYS_REMEMBERED_BYTES, fresh.size() * SNAPSHOT_BYTES_A_NODE);
        while (deltas.size() > REMEMBERED
                || deltas.stream().mapToInt(d -> d.frame.length()).sum() > most) {
            deltas.removeFirst();
        }
        return List.copyOf(deltas);
    }

    long mapVersion() {
        return map == null ? 0 : map.map().version();
    }

    long catalogVersion() {
        return catalog == null ? 0 : catalog.catalog.version();
    }

    /**
     * The version from which a node's map can go on: its own, or 0 if it has other content than this operator gave that
     * version.
     *
     * @param digest empty if the node does not tell
     */
    long knownMap(long version, ByteString digest) {
        if (digest.isEmpty()) {
            return version;
        }
        if (map != null && map.map().version() == version) {
            return map.value().equals(digest) ? version : 0;
        }
        return earlier.stream().anyMatch(d -> d.base == version && d.digest.equals(digest)) ? version : 0;
    }

    long knownCatalog(long version, ByteString digest) {
        boolean other = catalog != null
                && catalog.catalog.version() == version
                && !digest.isEmpty()
                && !catalog.digest.equals(digest);
        return other ? 0 : version;
    }

    @Nullable
    ClusterMap map() {
        return map == null ? null : map.map();
    }

    @Nullable
    Relays relays() {
        return relays;
    }

    /** What turns the map of {@code version} into the newest: deltas if that version is remembered, else a snapshot. */
    Buffer mapFrame(long version) {
        return mapFrames.computeIfAbsent(
                earlier.stream().anyMatch(d -> d.base == version) ? version : 0, this::mapFrom);
    }

    Buffer catalogFrame() {
        Buffer frame = catalogFrame;
        if (frame == null) {
            frame = frame(
                    FeedMessage.newBuilder().setCatalog(present(catalog).catalog.toWire()));
            catalogFrame = frame;
        }
        return frame;
    }

    Buffer heartbeat(long incarnation, long beat, Map<String, Long> cuts) {
        return frame(FeedMessage.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder()
                        .setMapVersion(mapVersion())
                        .setCatalogVersion(catalogVersion())
                        .setMapDigest(map == null ? ByteString.EMPTY : map.value())
                        .setCatalogDigest(catalog == null ? ByteString.EMPTY : catalog.digest)
                        .setIncarnation(incarnation)
                        .setBeat(beat)
                        .setRelays(relays != null)
                        .addAllOriginCuts(cuts.entrySet().stream()
                                .map(each -> OriginCuts.newBuilder()
                                        .setAccount(each.getKey())
                                        .setCuts(each.getValue())
                                        .build())
                                .toList())));
    }

    private Buffer mapFrom(long version) {
        Buffer frames = Buffer.buffer();
        for (Delta delta : earlier) {
            if (delta.base == version || frames.length() > 0) {
                frames.appendBuffer(delta.frame);
            }
        }
        return frames.length() > 0
                ? frames
                : frame(FeedMessage.newBuilder().setMap(present(map).map().toWire()));
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("asked for a part that is not published yet");
        }
        return value;
    }

    private static Buffer frame(FeedMessage.Builder message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.build().writeDelimitedTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }
}
