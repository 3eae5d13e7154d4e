package dev.larder.operator.feed;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.wire.ClusterMapDelta;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
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
    static final Published NOTHING = new Published(null, null, List.of());

    private static final int REMEMBERED = 16;

    private final @Nullable ClusterMap map;
    private final @Nullable Catalog catalog;
    private final List<ClusterMap> earlier;
    private final Map<Long, Buffer> mapFrames = new ConcurrentHashMap<>();
    private volatile @Nullable Buffer catalogFrame;

    private Published(@Nullable ClusterMap map, @Nullable Catalog catalog, List<ClusterMap> earlier) {
        this.map = map;
        this.catalog = catalog;
        this.earlier = earlier;
    }

    Published next(@Nullable ClusterMap newMap, @Nullable Catalog newCatalog) {
        List<ClusterMap> before = new ArrayList<>(earlier);
        if (newMap != null && map != null && newMap != map) {
            before.add(map);
            if (before.size() > REMEMBERED) {
                before.removeFirst();
            }
        }
        return new Published(newMap == null ? map : newMap, newCatalog == null ? catalog : newCatalog, before);
    }

    long mapVersion() {
        return map == null ? 0 : map.version();
    }

    long catalogVersion() {
        return catalog == null ? 0 : catalog.version();
    }

    /** What turns the map of {@code version} into the newest: a delta if that version is remembered. */
    Buffer mapFrame(long version) {
        return mapFrames.computeIfAbsent(
                earlier.stream().anyMatch(m -> m.version() == version) ? version : 0, this::encodeMap);
    }

    Buffer catalogFrame() {
        Buffer frame = catalogFrame;
        if (frame == null) {
            frame = frame(FeedMessage.newBuilder().setCatalog(present(catalog).toWire()));
            catalogFrame = frame;
        }
        return frame;
    }

    Buffer heartbeat() {
        return frame(FeedMessage.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setMapVersion(mapVersion()).setCatalogVersion(catalogVersion())));
    }

    private Buffer encodeMap(long version) {
        ClusterMap newest = present(map);
        for (ClusterMap base : earlier) {
            if (base.version() == version) {
                ClusterMapDelta delta = newest.deltaFrom(base);
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
