package dev.larder.cache.feed;

import com.google.protobuf.ByteString;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What this node passes on of its own feed: the frames as they came, kept in memory. Only what the operator announced and
 * what was compared with its digest gets here, and only as a whole: a map that is announced together with a catalog waits
 * for it. A stream remembers which versions it has sent, so a slow one holds back nothing and skips to the newest.
 * Thread-safe; nothing blocks, but that a snapshot may have to be encoded, once.
 */
public final class RelayHub {
    /** Streams at once; cells have at most a few hundred nodes. */
    public static final int MOST_STREAMS = 2_048;

    /** Deltas that are kept. */
    private static final int REMEMBERED = 16;

    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private ClusterMap map;
    private @Nullable Snapshot snapshot;
    private List<Delta> deltas = new ArrayList<>();
    private byte[] catalogFrame;
    private long catalogVersion;
    private volatile @Nullable Shown shown;

    /** Is told that there is something new; called on any thread. */
    public interface Stream {
        void wake();

        /** Who follows. */
        String node();
    }

    private record Snapshot(long version, byte[] frame) {}

    private record Delta(long base, long version, byte[] frame) {}

    /**
     * What a stream is to send.
     *
     * @param heartbeat to be sent before the frames
     */
    public record Batch(byte[] heartbeat, List<byte[]> frames, long mapVersion, long catalogVersion) {}

    private record Shown(Heartbeat announced, byte[] heartbeat) {}

    public RelayHub(ClusterMap map, Catalog catalog) {
        this.map = map;
        this.catalogVersion = catalog.version();
        this.catalogFrame = FeedMessages.frame(
                FeedMessage.newBuilder().setCatalog(catalog.toWire()).build());
    }

    /** Whether there is anything to pass on. */
    public boolean ready() {
        return shown != null;
    }

    /** The own feed is lost, so what was announced may be outdated. */
    public void lost() {
        shown = null;
    }

    /** Names of those who follow, in order. */
    public List<String> followers() {
        return streams.stream().map(Stream::node).sorted().toList();
    }

    public int openStreams() {
        return open.get();
    }

    /** False when there are too many. */
    public boolean add(Stream stream) {
        if (open.incrementAndGet() > MOST_STREAMS) {
            open.decrementAndGet();
            return false;
        }
        streams.add(stream);
        return true;
    }

    public void remove(Stream stream) {
        if (streams.remove(stream)) {
            open.decrementAndGet();
        }
    }

    /** A whole map came. */
    synchronized void snapshot(ClusterMap next, byte[] frame) {
        map = next;
        snapshot = new Snapshot(next.version(), frame);
        deltas = new ArrayList<>();
    }

    /** A delta came, and led to that map. */
    synchronized void delta(long base, ClusterMap next, byte[] frame) {
        map = next;
        deltas.add(new Delta(base, next.version(), frame));
        if (deltas.size() > REMEMBERED) {
            deltas.removeFirst();
            if (snapshot != null && snapshot.version < deltas.getFirst().base) {
                snapshot = null;
            }
        }
    }

    synchronized void catalog(long version, byte[] frame) {
        catalogVersion = version;
        catalogFrame = frame;
    }

    /** The operator announced this; it is passed on if all of it is here. */
    void announced(Heartbeat heartbeat, byte[] frame) {
        synchronized (this) {
            if (heartbeat.getMapVersion() != map.version() || heartbeat.getCatalogVersion() != catalogVersion) {
                return;
            }
            shown = new Shown(heartbeat, frame);
        }
        streams.forEach(Stream::wake);
    }

    /**
     * What a follower lacks.
     *
     * @param mapVersion that it has
     * @param mapDigest of that; empty once it was sent by this node
     * @return null while there is nothing to pass on
     */
    public synchronized @Nullable Batch batch(
            long mapVersion, ByteString mapDigest, long atCatalog, ByteString catalogDigest) {
        Shown now = shown;
        if (now == null || now.announced.getMapVersion() != map.version()) {
            return null;
        }
        List<byte[]> frames = new ArrayList<>();
        if (mapVersion != map.version() || other(mapDigest, now.announced.getMapDigest())) {
            addMap(frames, mapVersion == map.version() ? 0 : mapVersion);
        }
        if (atCatalog != catalogVersion || other(catalogDigest, now.announced.getCatalogDigest())) {
            frames.add(catalogFrame);
        }
        return new Batch(now.heartbeat, frames, map.version(), catalogVersion);
    }

    private static boolean other(ByteString one, ByteString announced) {
        return !one.isEmpty() && !announced.isEmpty() && !one.equals(announced);
    }

    private void addMap(List<byte[]> frames, long from) {
        int first = first(from);
        if (from == 0 || first < 0) {
            Snapshot whole = snapshot;
            if (whole == null || (whole.version != map.version() && first(whole.version) < 0)) {
                whole = new Snapshot(
                        map.version(),
                        FeedMessages.frame(
                                FeedMessage.newBuilder().setMap(map.toWire()).build()));
                snapshot = whole;
            }
            frames.add(whole.frame);
            first = whole.version == map.version() ? deltas.size() : first(whole.version);
        }
        for (Delta delta : deltas.subList(first, deltas.size())) {
            frames.add(delta.frame);
        }
    }

    /** The first delta of those that lead from that version to the newest; -1 if none do. */
    private int first(long from) {
        for (int i = 0; i < deltas.size(); i++) {
            if (deltas.get(i).base == from) {
                return i;
            }
        }
        return -1;
    }
}
