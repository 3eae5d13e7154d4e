package dev.larder.operator.feed;

import com.google.protobuf.ByteString;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.feed.Digests;
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
 * One state of the feed: the newest map and catalog, and a few maps before, from which a delta is cheaper than a
 * snapshot. Frames are encoded once and shared by all streams. Immutable but for that memo.
 */
final class Published {
    static final Published NOTHING = new Published(null, null, null, List.of());

    private static final int REMEMBERED = 16;

    private final @Nullable Edition map;
    private final @Nullable Content catalog;
    /** Null where nodes are too few for relays. */
    private final @Nullable Relays relays;

    private final List<Edition> earlier;
    private final Map<Long, Buffer> mapFrames = new ConcurrentHashMap<>();
    private volatile @Nullable Buffer catalogFrame;

    private record Edition(ClusterMap map, ByteString digest) {}

    private record Content(Catalog catalog, ByteString digest) {}

    private Published(
            @Nullable Edition map, @Nullable Content catalog, @Nullable Relays relays, List<Edition> earlier) {
        this.map = map;
        this.catalog = catalog;
        this.relays = relays;
        this.earlier = earlier;
    }

    /** @param relaysAbove so many nodes there are relays */
    Published next(@Nullable ClusterMap newMap, @Nullable Catalog newCatalog, int relaysAbove) {
        List<Edition> before = new ArrayList<>(earlier);
        ClusterMap fresh = map != null && newMap == map.map ? null : newMap;
        if (fresh != null && map != null) {
            before.add(map);
            if (before.size() > REMEMBERED) {
                before.removeFirst();
            }
        }
        return new Published(
                fresh == null ? map : new Edition(fresh, Digests.map(fresh)),
                newCatalog == null || (catalog != null && catalog.catalog == newCatalog)
                        ? catalog
                        : new Content(newCatalog, Digests.catalog(newCatalog.toWire())),
                fresh == null ? relays : fresh.size() > relaysAbove ? new Relays(fresh) : null,
                before);
    }

    long mapVersion() {
        return map == null ? 0 : map.map.version();
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
        if (map != null && map.map.version() == version) {
            return map.digest.equals(digest) ? version : 0;
        }
        return earlier.stream().anyMatch(e -> e.map.version() == version && e.digest.equals(digest)) ? version : 0;
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
        return map == null ? null : map.map;
    }

    @Nullable
    Relays relays() {
        return relays;
    }

    /** What turns the map of {@code version} into the newest: a delta if that version is remembered. */
    Buffer mapFrame(long version) {
        return mapFrames.computeIfAbsent(
                earlier.stream().anyMatch(e -> e.map.version() == version) ? version : 0, this::encodeMap);
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
                        .setMapDigest(map == null ? ByteString.EMPTY : map.digest)
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

    private Buffer encodeMap(long version) {
        ClusterMap newest = present(map).map;
        for (Edition base : earlier) {
            if (base.map.version() == version) {
                ClusterMapDelta delta = newest.deltaFrom(base.map);
                return frame(FeedMessage.newBuilder().setMapDelta(delta));
            }
        }
        return frame(FeedMessage.newBuilder().setMap(newest.toWire()));
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
