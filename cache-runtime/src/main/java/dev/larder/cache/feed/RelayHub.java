package dev.larder.cache.feed;

import com.google.protobuf.ByteString;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What this node passes on of its own feed: the frames as they came, kept in memory. Only what the operator announced gets
 * here, and only as a whole: a map that is announced together with a catalog waits for it. What came from a relay was
 * compared with the operator's digest before; a delta of the operator itself goes out first ({@link #ahead}), since those
 * who follow compare too, and what is found wrong is taken back. A stream remembers which versions it has sent, so a slow
 * one holds back nothing and skips to the newest. Thread-safe; nothing blocks, but that a snapshot may have to be encoded,
 * once.
 */
public final class RelayHub {
    /** Streams at once; cells have at most a few hundred nodes. */
    public static final int MOST_STREAMS = 2_048;

    /** Deltas that are kept. */
    private static final int REMEMBERED = 16;

    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private ClusterMap map;
    /** What the newest delta leads to; the map's own version unless that is still being compared. */
    private long mapVersion;

    private @Nullable Snapshot snapshot;
    private List<Delta> deltas = new ArrayList<>();
    private byte[] catalogFrame;
    private long catalogVersion;
    private volatile @Nullable Shown shown;
    /** The last with all of the map, and the last without. */
    private @Nullable Made whole;

    private @Nullable Made rest;

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
     * @param chunk both, as one piece of an HTTP answer; outside the heap and shared by all streams that lack the same
     */
    public record Batch(
            byte[] heartbeat, List<byte[]> frames, ByteBuffer chunk, long mapVersion, long catalogVersion) {}

    private record Shown(Heartbeat announced, byte[] heartbeat) {}

    /**
     * One that was made, and for whom.
     *
     * @param map version from which a follower needs the map; 0 for all of it, -1 if it has it
     * @param catalog whether it needs that
     */
    private record Made(Shown of, long map, boolean catalog, Batch batch) {}

    public RelayHub(ClusterMap map, Catalog catalog) {
        this.map = map;
        this.mapVersion = map.version();
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
        mapVersion = next.version();
        snapshot = new Snapshot(next.version(), frame);
        deltas = new ArrayList<>();
        forgetMade();
    }

    /** A delta came, and led to that map. */
    synchronized void delta(long base, ClusterMap next, byte[] frame) {
        map = next;
        if (mapVersion == next.version()) {
            // It was passed on already.
            return;
        }
        add(new Delta(base, next.version(), frame));
    }

    /**
     * A delta came from the operator that leads to what it has announced, and is passed on before it is compared. {@link
     * #delta} follows, or {@link #takeBack}.
     */
    void ahead(long base, long version, byte[] frame, Heartbeat announced, byte[] heartbeat) {
        synchronized (this) {
            if (base != map.version() || mapVersion != base || announced.getMapVersion() != version) {
                return;
            }
            add(new Delta(base, version, frame));
        }
        announced(announced, heartbeat);
    }

    /** What was passed on ahead was wrong: nothing more is, until the operator has said what is right. */
    synchronized void takeBack() {
        if (mapVersion != map.version()) {
            deltas.removeLast();
            mapVersion = map.version();
            shown = null;
            forgetMade();
        }
    }

    private void add(Delta delta) {
        forgetMade();
        deltas.add(delta);
        mapVersion = delta.version;
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
        forgetMade();
    }

    /** The operator announced this; it is passed on if all of it is here. */
    void announced(Heartbeat heartbeat, byte[] frame) {
        synchronized (this) {
            if (heartbeat.getMapVersion() != mapVersion || heartbeat.getCatalogVersion() != catalogVersion) {
                return;
            }
            Shown before = shown;
            if (before != null && before.heartbeat == frame) {
                return;
            }
            shown = new Shown(heartbeat, frame);
        }
        streams.forEach(Stream::wake);
    }

    /**
     * What a follower lacks.
     *
     * @param atMap the version that it has
     * @param mapDigest of that; empty once it was sent by this node
     * @return null while there is nothing to pass on
     */
    public synchronized @Nullable Batch batch(
            long atMap, ByteString mapDigest, long atCatalog, ByteString catalogDigest) {
        Shown now = shown;
        if (now == null || now.announced.getMapVersion() != mapVersion) {
            return null;
        }
        boolean newMap = atMap != mapVersion || other(mapDigest, now.announced.getMapDigest());
        long from = !newMap ? -1 : atMap == mapVersion || first(atMap) < 0 ? 0 : atMap;
        boolean newCatalog = atCatalog != catalogVersion || other(catalogDigest, now.announced.getCatalogDigest());
        Made last = from == 0 ? whole : rest;
        if (last == null || last.of != now || last.map != from || last.catalog != newCatalog) {
            last = new Made(now, from, newCatalog, batch(now.heartbeat, from, newCatalog));
            if (from == 0) {
                whole = last;
            } else {
                rest = last;
            }
        }
        return last.batch;
    }

    private void forgetMade() {
        whole = null;
        rest = null;
    }

    private Batch batch(byte[] heartbeat, long mapFrom, boolean catalog) {
        List<byte[]> frames = new ArrayList<>();
        if (mapFrom >= 0) {
            addMap(frames, mapFrom);
        }
        if (catalog) {
            frames.add(catalogFrame);
        }
        return new Batch(heartbeat, frames, FeedMessages.chunk(heartbeat, frames), mapVersion, catalogVersion);
    }

    private static boolean other(ByteString one, ByteString announced) {
        return !one.isEmpty() && !announced.isEmpty() && !one.equals(announced);
    }

    private void addMap(List<byte[]> frames, long from) {
        int first = first(from);
        if (from == 0) {
            Snapshot all = snapshot;
            if (all == null || (all.version != mapVersion && first(all.version) < 0)) {
                all = new Snapshot(
                        map.version(),
                        FeedMessages.frame(
                                FeedMessage.newBuilder().setMap(map.toWire()).build()));
                snapshot = all;
            }
            frames.add(all.frame);
            first = all.version == mapVersion ? deltas.size() : first(all.version);
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
