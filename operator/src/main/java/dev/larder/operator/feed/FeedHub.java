package dev.larder.operator.feed;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.feed.Relays;
import dev.larder.model.map.ClusterMap;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the cache nodes of one CacheCluster are told, and the open streams to tell it to. Both map and catalog are
 * values: a stream that is slow skips to the newest and costs nothing meanwhile. In a large cluster one node of each cell
 * gets a stream and passes on what comes ({@link Relays}). Thread-safe.
 */
public final class FeedHub {
    private static final long SECOND = 1_000_000_000;

    private final Set<FeedStream> streams = ConcurrentHashMap.newKeySet();
    private final int relaysAbove;
    private final Newcomers newcomers;
    private final long incarnation = ThreadLocalRandom.current().nextLong();
    private final long began = System.nanoTime();
    private volatile Map<String, Long> cuts = Map.of();
    private volatile boolean closed;
    private volatile Published current = Published.NOTHING;
    private volatile Beat lastBeat = new Beat(current, -1, Buffer.buffer());

    private volatile Joined lastJoined = new Joined(current, -1, false, 0, false, lastBeat.frame);

    private record Beat(Published of, long second, Buffer frame) {}

    private record Joined(Published of, long second, boolean map, long mapFrom, boolean catalog, Buffer frames) {}

    /**
     * @param relaysAbove so many nodes there are relays
     * @param admittedPerSecond streams that may begin in a second, beside those of relays
     */
    public FeedHub(int relaysAbove, int admittedPerSecond) {
        this.relaysAbove = relaysAbove;
        this.newcomers = new Newcomers(admittedPerSecond, began);
    }

    /** Tells every node; {@code null} leaves that part as it is. */
    public synchronized void publish(@Nullable ClusterMap map, @Nullable Catalog catalog) {
        current = current.next(map, catalog, relaysAbove);
        streams.forEach(FeedStream::wake);
    }

    /** With the next heartbeats: how often all nodes were to ask these accounts less. */
    public void cuts(Map<String, Long> byAccount) {
        cuts = Map.copyOf(byAccount);
    }

    /** Ends every stream; the nodes look for another operator. */
    public void close() {
        closed = true;
        streams.forEach(FeedStream::end);
    }

    public int openStreams() {
        return streams.size();
    }

    /**
     * Whether a node gets a stream, or whom it is to follow. A relay always gets one: others wait for it.
     *
     * @param knowsRelays the node can follow one
     * @param tried names of relays that it could not reach
     */
    Admission admit(String node, boolean knowsRelays, Set<String> tried) {
        Published newest = current;
        ClusterMap map = newest.map();
        Relays relays = newest.relays();
        if (knowsRelays && map != null && relays != null) {
            int self = map.indexOf(node);
            // Who has no cell yet may wait anywhere: by its name, so that many do not meet at one relay.
            for (int relay : relays.of(self >= 0 ? self : Math.floorMod(node.hashCode(), map.size()))) {
                if (relay == self) {
                    return new Admission.Serve();
                }
                if (!tried.contains(map.node(relay).name())) {
                    return new Admission.Follow(map.node(relay));
                }
            }
        }
        int seconds = newcomers.secondsToWait(System.nanoTime());
        return seconds == 0 ? new Admission.Serve() : new Admission.Later(seconds);
    }

    Published current() {
        return current;
    }

    /** Encoded once a second at most, however many streams. */
    Buffer heartbeat(Published of) {
        long second = (System.nanoTime() - began) / SECOND;
        Beat beat = lastBeat;
        if (beat.of != of || beat.second != second) {
            beat = new Beat(of, second, of.heartbeat(incarnation, second, cuts));
            lastBeat = beat;
        }
        return beat.frame;
    }

    /**
     * A heartbeat, then what is new, as one piece: each write is a system call for each stream, which is most of what a
     * delta to all costs. Streams that are to be told the same share it.
     *
     * @param map whether it is new to the stream, which has that of {@code mapFrom}
     * @param catalog whether that is new to it
     */
    Buffer announcement(Published of, boolean map, long mapFrom, boolean catalog) {
        long second = (System.nanoTime() - began) / SECOND;
        Joined last = lastJoined;
        boolean same = last.of == of
                && last.second == second
                && last.map == map
                && last.mapFrom == mapFrom
                && last.catalog == catalog;
        if (!same) {
            Buffer frames = heartbeat(of).copy();
            if (map) {
                frames.appendBuffer(of.mapFrame(mapFrom));
            }
            if (catalog) {
                frames.appendBuffer(of.catalogFrame());
            }
            last = new Joined(of, second, map, mapFrom, catalog, frames);
            lastJoined = last;
        }
        return last.frames;
    }

    void add(FeedStream stream) {
        streams.add(stream);
        // One that came while this was closed would tell its node for ever that nothing is new.
        if (closed) {
            stream.end();
        }
    }

    void remove(FeedStream stream) {
        streams.remove(stream);
    }
}
