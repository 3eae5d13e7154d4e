package dev.larder.cache.peer;

import dev.larder.cache.catalog.ManifestFiles;
import dev.larder.cache.catalog.Served;
import dev.larder.cache.feed.MapView;
import dev.larder.cache.http.EventLoops;
import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.http.HttpListener;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ColdReads;
import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Serves chunks, manifests and the feed to other cache nodes, takes their reports, and serves manifests to the operator. Thread-safe. */
public final class PeerServer implements AutoCloseable {

    private final HttpListener listener;
    private final Counters counters;

    /** What connections of one server share. */
    record Counters(AtomicInteger serving, Sent sent, LongAdder refused, LongAdder offered) {}

    /** What an answer needs of its node. */
    record Means(
            ChunkReads reads,
            ChunkReads originReads,
            ColdReads cold,
            Served served,
            ManifestFiles manifests,
            PeerLimits limits,
            Uploads uploads,
            LinkBudgets links,
            Offers offers,
            RelayDesk relay,
            Counters counters) {}

    private PeerServer(HttpListener listener, Counters counters) {
        this.listener = listener;
        this.counters = counters;
    }

    /**
     * @param originReads chunks that are read from the origin for others
     * @param stored whether a chunk is on this node's disk
     * @param maps the newest map
     * @param links what warm-up may send
     * @param relay of the feed and of reports
     * @throws IOException the port cannot be bound; the message names it
     */
    public static PeerServer bind(
            EventLoops loops,
            InetSocketAddress address,
            PeerLimits limits,
            ChunkReads reads,
            ChunkReads originReads,
            ColdReads cold,
            Served served,
            ManifestFiles manifests,
            Predicate<ChunkId> stored,
            Supplier<MapView> maps,
            LinkBudgets links,
            RelayDesk relay)
            throws IOException {
        Counters counters = new Counters(new AtomicInteger(), new Sent(maps), new LongAdder(), new LongAdder());
        Uploads uploads = new Uploads(limits.uploads(), maps);
        Offers offers = new Offers(stored, bound -> ThreadLocalRandom.current().nextInt(bound));
        Means means =
                new Means(reads, originReads, cold, served, manifests, limits, uploads, links, offers, relay, counters);
        HttpLimits http =
                new HttpLimits(4_096, 8_192, 20_000, Duration.ofSeconds(20), Duration.ofMinutes(5), limits.stall());
        return new PeerServer(
                HttpListener.bind(loops, address, http, pipeline -> pipeline.addLast(new PeerRequests(means))),
                counters);
    }

    public InetSocketAddress address() {
        return listener.address();
    }

    /** Requests being answered now. */
    public int serving() {
        return counters.serving().get();
    }

    /** Bytes of chunks handed to sockets since the start. */
    public long servedBytes() {
        return counters.sent().total();
    }

    /** The same by the level of the narrowest domain that has both nodes; {@code Unknown} if the map has not both. */
    public Map<String, Long> servedBytesWithin() {
        return counters.sent().byLevel();
    }

    /** Requests told {@code BUSY} since the start. */
    public long refused() {
        return counters.refused().sum();
    }

    /** Extents offered to nodes of the same cell since the start. */
    public long offered() {
        return counters.offered().sum();
    }

    public void stopAccepting() {
        listener.stopAccepting();
    }

    @Override
    public void close() {
        listener.close();
    }
}
